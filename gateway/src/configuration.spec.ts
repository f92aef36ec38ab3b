import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contactsSdl, identitySdl, supergraphOf } from '../test/stub-services.js';
import { configurationFrom } from './configuration.js';

let folder: string;
let SUPERGRAPH: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  SUPERGRAPH = join(folder, 'supergraph.graphql');
  writeFileSync(SUPERGRAPH, supergraphOf({ contacts: contactsSdl, identity: identitySdl }));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('says all that is wrong with a configuration at once', () => {
  const start = () => configurationFrom({ SUPERGRAPH, PORT: 'http', IDENTITY_URL: 'identity:4000', LIMIT_DEPTH: '-1' });
  for (const problem of [/PORT is "http"/, /CONTACTS_URL is missing/, /IDENTITY_URL is "identity:4000"/, /LIMIT_DEPTH is "-1"/])
    expect(start).toThrow(problem);
  expect(() => configurationFrom({ SUPERGRAPH, CONTACTS_URL: 'http://contacts:1,contacts:2' })).toThrow(/CONTACTS_URL is "http:/);
  expect(() => configurationFrom({ SUPERGRAPH, PORT: '65536' })).toThrow(/PORT is "65536"/);
  expect(() => configurationFrom({ SUPERGRAPH: '/nowhere' })).toThrow(/\/nowhere cannot be read/);
});

it('takes the address of each service of the supergraph', () => {
  const { port, subgraphs, limits } = configurationFrom({
    SUPERGRAPH,
    PORT: '0',
    CONTACTS_URL: 'http://contacts:1, http://contacts:2',
    IDENTITY_URL: 'https://identity',
    LIMIT_COST: '5',
  });
  expect({ port, subgraphs, limits }).toEqual({
    port: 0,
    subgraphs: { contacts: { url: 'http://contacts:1, http://contacts:2' }, identity: { url: 'https://identity' } },
    limits: { cost: 5 },
  });
});
