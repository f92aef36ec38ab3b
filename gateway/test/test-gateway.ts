import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway, GatewayOptions, Subgraph } from '../src/index.js';
import { startGateway } from '../src/index.js';
import { createLog } from '../src/log.js';
import { contactsSdl, identitySdl, supergraphOf } from './stub-services.js';

export interface TestGateway extends Gateway {
  /** The file that it serves. */
  readonly supergraph: string;
}

/** A gateway over `subgraphs`, which serve what the stubs do. */
export async function startTestGateway(subgraphs: Record<string, Subgraph>, options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, supergraphOf({ contacts: contactsSdl, identity: identitySdl }));
  const gateway = await startGateway({ port: 0, supergraph, log: createLog('silent'), production: false, subgraphs, ...options });
  return {
    ...gateway,
    supergraph,
    async close() {
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly data?: any;
  readonly errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

export const post = (gateway: Gateway, body: string | object, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export async function ask(gateway: Gateway, query: string, variables?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await post(gateway, { query, variables }, headers);
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}
