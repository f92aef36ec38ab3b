import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { administrator } from '@throughline/test-kit';

/** Asks the gateway over connections that stay open, at little cost of its own. */
export class GraphClient {
  /** Of the administrator. */
  token = '';
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(readonly url: string) {}

  async signIn(): Promise<void> {
    const { email, password } = administrator;
    const signIn = 'mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }';
    this.token = (await this.graph(signIn, { input: { email, password } })).signIn.accessToken;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async graph(query: string, variables: object = {}, token = this.token): Promise<any> {
    const { data, errors } = JSON.parse(await this.send(query, variables, token));
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The answer as it came. Throws where it holds errors. */
  send(query: string, variables: object = {}, token = this.token): Promise<string> {
    const body = JSON.stringify({ query, variables });
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(token && { authorization: `Bearer ${token}` }),
      };
      const sent = request(`${this.url}/graphql`, { agent: this.agent, method: 'POST', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (text.startsWith('{"errors"') || text.includes('"errors":[')) reject(new Error(text));
          else resolve(text);
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /**
   * Imports a file of these lines, the header first. Answers when every row is in the lists; throws where one is not. `meanwhile` is called ten times a second,
   * with how many rows have been worked off.
   */
  async import(kind: string, lines: readonly string[], options: object, meanwhile?: (rows: number) => Promise<void>): Promise<void> {
    const form = new FormData();
    form.set('options', JSON.stringify(options));
    form.set('file', new Blob([lines.join('\n')], { type: 'text/csv' }), `${kind}.csv`);
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}/imports/${kind}`, { method: 'POST', headers, body: form });
    if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    const { id } = (await response.json()) as { id: string };
    for (; ; await pause(100)) {
      const { import: state } = await this.graph('query($id: ID!) { import(id: $id) { status rows failed problem } }', { id });
      if (state?.status === 'FAILED' || state?.failed > 0) throw new Error(`The import of ${kind} ended with ${JSON.stringify(state)}.`);
      if (state?.status === 'DONE') return;
      await meanwhile?.(state?.rows ?? 0);
    }
  }

  close(): void {
    this.agent.destroy();
  }
}
