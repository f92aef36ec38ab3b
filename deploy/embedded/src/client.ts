import { Refusal } from './data-folder.js';

type Fields = Record<string, unknown>;

/** The graph and the edge of a running system, as one caller with a token. What is refused is thrown in the words of the refusal. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async graph(query: string, variables: Fields = {}): Promise<any> {
    const headers = { 'content-type': 'application/json', ...this.authorization };
    const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data?: Fields; errors?: { message: string }[] };
    if (errors) throw new Refusal(`${query.slice(0, 80)}: ${errors.map(({ message }) => message).join(' ')}`);
    return data;
  }

  /** `mutate('createLead', { .. }, 'lead { id }')` */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async mutate(name: string, input: Fields, selection: string): Promise<any> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    return (await this.graph(`mutation($input: ${type}!) { ${name}(input: $input) { ${selection} } }`, { input }))[name];
  }

  /** Rows brought in as a file, to the end. All of them have to be taken. */
  async import(kind: string, rows: readonly Fields[], key: string, options: Fields = {}): Promise<void> {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const quoted = (cell: unknown): string => `"${String(cell ?? '').replaceAll('"', '""')}"`;
    const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((cells) => cells.map(quoted).join(','));
    const body = new FormData();
    body.append('options', JSON.stringify({ mapping: Object.fromEntries(columns.map((column) => [column, column])), ...options }));
    body.append('file', new Blob([lines.join('\n')]), `${kind}.csv`);
    const headers = { 'idempotency-key': key, ...this.authorization };
    const response = await fetch(`${this.url}/imports/${kind}`, { method: 'POST', headers, body });
    const { id, message } = (await response.json()) as { id?: string; message?: string };
    if (!id) throw new Refusal(`${kind}: ${message}`);
    for (;;) {
      const { import: found } = await this.graph('query($id: ID!) { import(id: $id) { status failed problem } }', { id });
      if (found?.status === 'FAILED') throw new Refusal(`${kind}: ${found.problem}`);
      if (found?.status === 'DONE') {
        if (found.failed === 0) return;
        const errors = await fetch(`${this.url}/imports/${id}/errors.csv`, { headers: this.authorization });
        throw new Refusal(`${kind}: ${await errors.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private get authorization(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }
}
