import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { administrator, freshFolder, hasEnded, processesOf, runScript, startProduct, stopProduct, type Run } from '@throughline/test-kit';
import pg from 'pg';

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

/** The whole product as people run it: one process of its own, on a data folder of its own, from the sources as they are. */
export class System {
  private running?: Run;
  url = '';
  admin!: Person;

  private constructor(
    readonly folder: string,
    private readonly environment: Record<string, string>,
    private readonly flags: readonly string[],
  ) {}

  /** On a folder of its own, or on one that is there. */
  static async start(environment: Record<string, string> = {}, flags: readonly string[] = [], folder = freshFolder()): Promise<System> {
    const system = new System(folder, environment, flags);
    await system.run();
    const { token, id } = await system.signIn(administrator.email, administrator.password);
    system.admin = { id, token, email: administrator.email };
    return system;
  }

  /** Starts it (again), on the same folder, at another port. */
  async run(): Promise<void> {
    const started = await startProduct(this.folder, {
      environment: this.environment,
      args: this.flags,
      sources: true,
      onSpawn: (running) => (this.running = running),
    });
    this.url = started.url;
  }

  /** What it has said since it was started last. */
  get output(): string {
    return this.running?.output() ?? '';
  }

  /** `kill -9` of the Node process; PostgreSQL is left to whoever starts next. */
  async kill(): Promise<void> {
    const { process } = this.running!;
    process.kill('SIGKILL');
    if (!hasEnded(this.running!)) await once(process, 'exit');
  }

  /** `kill -9` of Node, of PostgreSQL's first process and of what watches over it, at once. */
  async killAll(): Promise<void> {
    for (const { pid } of processesOf(this.folder)) process.kill(pid, 'SIGKILL');
    await this.kill();
  }

  /** Node stands still, as it is, until it is killed. */
  freeze(): void {
    this.running!.process.kill('SIGSTOP');
  }

  /** `npm run <name> -- <args>` on the same folder, whether or not anything runs on it. */
  async command(name: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    const running = runScript(name, this.folder, { environment: this.environment, args, sources: true });
    const { code } = await running.ended;
    return { code, output: running.output() };
  }

  /** Of one of the databases, while it runs. */
  async databaseUrl(name: string): Promise<string> {
    const password = (await readFile(join(this.folder, 'password'), 'utf8')).trim();
    return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${(await this.postmaster())[3]}/${name}`;
  }

  async query(database: string, sql: string, values: unknown[] = []): Promise<any[]> {
    const client = new pg.Client({ connectionString: await this.databaseUrl(database) });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async postmaster(): Promise<string[]> {
    return (await readFile(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  }

  async stop(): Promise<void> {
    if (this.running && !hasEnded(this.running)) await stopProduct(this.running);
  }

  /** Stops it and removes its folder, with whatever else a test put beside it. */
  async close(): Promise<void> {
    await this.stop();
    await rm(dirname(this.folder), { recursive: true, force: true });
  }

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

/** What is on its way between departments arrives within seconds; answers the last look either way, for the test to hold against what it expects. */
export async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean, seconds = 20): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const value = await look();
    if (holds(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
