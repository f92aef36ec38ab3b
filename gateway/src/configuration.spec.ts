import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contactsSdl, identitySdl, supergraphOf } from '../test/stub-services.js';
import { configurationFrom, settingsFrom } from './configuration.js';

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

it('is the same where the services are in its process, which listens elsewhere', () => {
  const settings = settingsFrom({ PORT: '80', TRUSTED_PROXIES: '1', LIMIT_DEPTH: '9' }, { host: '127.0.0.1' });
  expect(settings).toMatchObject({ port: 80, host: '127.0.0.1', proxies: 1, limits: { depth: 9 } });
  expect(settingsFrom({ HOST: '0.0.0.0' }, { host: '127.0.0.1' })).toMatchObject({ port: 4000, host: '0.0.0.0', proxies: 0, limits: {} });
  for (const problem of [/PORT is "http"/, /TRUSTED_PROXIES is "all"/])
    expect(() => settingsFrom({ PORT: 'http', TRUSTED_PROXIES: 'all' }, { host: '127.0.0.1' })).toThrow(problem);
});
