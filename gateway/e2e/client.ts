import { randomUUID } from 'node:crypto';
import { until } from '@throughline/test-kit';

export interface Answer {
  readonly data?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly fields?: object; readonly rule?: string };
  }[];
}

export interface Imported {
  readonly status: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly problem: string | null;
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** The product as its clients see it, through the gateway. */
export class Client {
  url = '';
  admin!: Person;

  async execute(query: string, variables: Record<string, unknown> = {}, person: Person | null = this.admin): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(person && { authorization: `Bearer ${person.token}` }) };
    const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return (await response.json()) as Answer;
  }

  /** As `execute`, for what has to succeed. */
  async graph(query: string, variables: Record<string, unknown> = {}, person: Person | null = this.admin): Promise<Answer['data']> {
    const { data, errors } = await this.execute(query, variables, person);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** `mutate('createLead', { .. }, 'lead { id }')`. */
  async mutate(name: string, input: object, selection: string, person: Person = this.admin): Promise<Answer['data']> {
    return (await this.graph(mutation(name, selection), { input }, person))[name];
  }

  /** The error that a mutation is refused with. */
  async refusal(name: string, input: object, selection: string, person: Person = this.admin) {
    const { errors, data } = await this.execute(mutation(name, selection), { input }, person);
    if (!errors?.[0]) throw new Error(`${name} was not refused: ${JSON.stringify(data)}`);
    return { message: errors[0].message, ...errors[0].extensions };
  }

  /** `POST /imports/{kind}`. */
  async upload(kind: string, file: string | Buffer, options: object | string = {}, person: Person | null = this.admin, key?: string) {
    const body = new FormData();
    body.append('file', new Blob([typeof file === 'string' ? file : new Uint8Array(file)]), `${kind}.csv`);
    body.append('options', typeof options === 'string' ? options : JSON.stringify(options));
    const headers = { ...(person && { authorization: `Bearer ${person.token}` }), ...(key && { 'idempotency-key': key }) };
    const response = await fetch(`${this.url}/imports/${kind}`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as any };
  }

  /** An import's figures once it has ended. */
  async imported(id: string, person: Person = this.admin): Promise<Imported> {
    const query = 'query($id: ID!) { import(id: $id) { status rows created updated unchanged failed problem } }';
    const look = async () => (await this.graph(query, { id }, person)).import as Imported | null;
    return (await until(look, (found) => found?.status === 'DONE' || found?.status === 'FAILED', 120))!;
  }

  /** A file brought in to its end. */
  async import(kind: string, file: string | Buffer, options: object = {}, person: Person = this.admin): Promise<Imported & { id: string }> {
    const { status, body } = await this.upload(kind, file, options, person);
    if (status !== 202) throw new Error(JSON.stringify(body));
    return { ...(await this.imported(body.id, person)), id: body.id };
  }

  async download(path: string, person: Person = this.admin): Promise<string> {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${person.token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.text();
  }

  async team(name: string, parentId?: string): Promise<string> {
    return (await this.mutate('createTeam', { name, parentId }, 'team { id }')).team.id;
  }

  async person(name: string, teamId: string | undefined, role: 'ADMIN' | 'MANAGER' | 'MEMBER' | 'READ_ONLY' = 'MEMBER'): Promise<Person> {
    const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${randomUUID().slice(0, 6)}@example.com`;
    const password = 'a password for tests';
    await this.mutate('createUser', { email, name, password, teamId, role }, 'user { id }');
    return { email, ...(await this.signIn(email, password)) };
  }

  async signIn(email: string, password: string): Promise<{ id: string; token: string }> {
    const { signIn } = await this.graph(mutation('signIn', 'accessToken user { id }'), { input: { email, password } }, null);
    return { id: signIn.user.id, token: signIn.accessToken };
  }
}

const mutation = (name: string, selection: string): string =>
  `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} } }`;
