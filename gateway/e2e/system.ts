import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  administrator,
  freshFolder,
  hasEnded,
  processesOf,
  runScript,
  startedFolder,
  startProduct,
  stopProduct,
  type Run,
} from '@throughline/test-kit';
import pg from 'pg';
import { Client } from './client.js';

export { type Answer, type Client, type Imported, type Person } from './client.js';

/** The whole product as people run it: one process of its own, on a data folder of its own, from the sources as they are. */
export class System extends Client {
  private running?: Run;

  private constructor(
    readonly folder: string,
    private readonly environment: Record<string, string>,
    private readonly flags: readonly string[],
  ) {
    super();
  }

  /** On a folder of its own, where the product has been started before; or on another one. */
  static async start(environment: Record<string, string> = {}, flags: readonly string[] = [], folder?: string): Promise<System> {
    const system = new System(folder ?? (await startedFolder()), environment, flags);
    await system.run();
    const { token, id } = await system.signIn(administrator.email, administrator.password);
    system.admin = { id, token, email: administrator.email };
    return system;
  }

  /** Without an administrator to send requests as. */
  static async untouched(environment: Record<string, string> = {}): Promise<System> {
    const system = new System(freshFolder(), environment, []);
    await system.run();
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

  verify(): Promise<{ code: number | null; output: string }> {
    return this.command('verify');
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
}
