import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startDistributed, type Distributed, type DistributedOptions, type Kept } from '@throughline/distributed';
import { DataFolder, startDatabaseServer, type DatabaseServer } from '@throughline/embedded';
import { freePort } from '@throughline/postgres-server';
import { administrator, freshFolder, runScript, until } from '@throughline/test-kit';
import pg from 'pg';
import { Client } from '../client.js';

/** The product as separate processes of its own, on a data folder of its own, from the sources as they are. */
export class DistributedSystem extends Client {
  /** What ended by itself and was started again, in plain words. */
  readonly troubles: string[] = [];
  private readonly folder = new DataFolder(freshFolder());
  run!: Distributed;

  static async start(options: Partial<DistributedOptions> = {}): Promise<DistributedSystem> {
    const system = new DistributedSystem();
    try {
      await system.begin(options);
    } catch (error) {
      const said = system.logs();
      await system.close();
      throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
    }
    return system;
  }

  /** Everything ends, but for what is in the data folder less what is to be `wiped`; then its PostgreSQL alone runs while `work` does; then all is started again. */
  async whileStopped(
    { wiped = [], ...options }: Partial<DistributedOptions> & { wiped?: readonly string[] },
    work: (database: DatabaseServer) => Promise<void>,
  ): Promise<void> {
    await this.run.stop();
    for (const name of wiped) rmSync(this.folder.at(name), { recursive: true });
    const release = this.folder.take();
    const database = await startDatabaseServer(this.folder, () => {});
    try {
      await work(database);
    } finally {
      await database.stop();
      release();
    }
    await this.begin(options);
  }

  private async begin({ environment, ...options }: Partial<DistributedOptions>): Promise<void> {
    this.run = await startDistributed({
      folder: this.folder,
      port: await freePort(),
      environment: {
        THROUGHLINE_ADMIN_EMAIL: administrator.email,
        THROUGHLINE_ADMIN_PASSWORD: administrator.password,
        ...environment,
      },
      onTrouble: (what) => void this.troubles.push(what),
      ...options,
    });
    this.url = this.run.url;
    await this.signInAgain();
  }

  async signInAgain(): Promise<void> {
    this.admin = { ...(await this.signIn(administrator.email, administrator.password)), email: administrator.email };
  }

  async query(database: string, sql: string): Promise<any[]> {
    const client = new pg.Client({ connectionString: this.run.databaseUrl(database) });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** The names of all that can be killed: the processes, and the servers that are ours. */
  get victims(): readonly string[] {
    return ['postgres', ...this.kept.map(({ name }) => name)];
  }

  private get kept(): readonly Kept[] {
    return [...this.run.engines, ...this.run.processes];
  }

  /** `kill -9`, whatever it is doing. It is on its way up again by itself. */
  async kill(victim: string): Promise<void> {
    if (victim === 'postgres') signal(this.postmaster(), 'SIGKILL');
    else await this.kept.find(({ name }) => name === victim)!.kill();
  }

  /** As on a machine that hangs: it does nothing until `meanwhile` has ended. */
  async standStill(victim: string, meanwhile: () => Promise<unknown>): Promise<void> {
    const pid = victim === 'postgres' ? this.postmaster() : this.kept.find(({ name }) => name === victim)!.pid;
    signal(pid, 'SIGSTOP');
    await meanwhile();
    signal(pid, 'SIGCONT');
  }

  /** Every server and process is up again. */
  async allReady(): Promise<void> {
    await until(() =>
      this.query('keys', 'select 1').then(
        () => true,
        () => false,
      ),
    );
    await Promise.all(this.kept.map((each) => each.ready()));
  }

  /** PostgreSQL's first process; 0 between two lives. */
  private postmaster(): number {
    const file = this.folder.at('postgres', 'postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  }

  /** `root`: the folder of the code, where it is not this one. */
  async verify(root?: string): Promise<{ code: number | null; output: string }> {
    const running = runScript('verify', this.folder.path, { environment: this.run.environment, sources: true, ...(root && { root }) });
    const { code } = await running.ended;
    return { code, output: running.output() };
  }

  /** The end of what each process has said. */
  logs(): string {
    const folder = this.folder.at('logs');
    const end = (name: string): string => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(-10).join('\n');
    return readdirSync(folder)
      .map((name) => `${name}:\n${end(name)}`)
      .join('\n');
  }

  /** The lines of all processes' logs that hold it. */
  logged(text: string): string[] {
    const folder = this.folder.at('logs');
    return readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => line.includes(text)),
    );
  }

  async close(): Promise<void> {
    await this.run?.stop();
    rmSync(dirname(this.folder.path), { recursive: true, force: true });
  }
}

/** Whoever has ended in the meantime is none to be told. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid) process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
