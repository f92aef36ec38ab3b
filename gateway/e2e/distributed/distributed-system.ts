import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startDistributed, type Distributed, type DistributedOptions } from '@throughline/distributed';
import { DataFolder } from '@throughline/embedded';
import { freePort } from '@throughline/postgres-server';
import { administrator, freshFolder, runScript } from '@throughline/test-kit';
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

  private async begin(options: Partial<DistributedOptions>): Promise<void> {
    this.run = await startDistributed({
      folder: this.folder,
      port: await freePort(),
      environment: { THROUGHLINE_ADMIN_EMAIL: administrator.email, THROUGHLINE_ADMIN_PASSWORD: administrator.password },
      onTrouble: (what) => void this.troubles.push(what),
      ...options,
    });
    this.url = this.run.url;
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

  async verify(): Promise<{ code: number | null; output: string }> {
    const running = runScript('verify', this.folder.path, { environment: this.run.environment, sources: true });
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

  async close(): Promise<void> {
    await this.run?.stop();
    rmSync(dirname(this.folder.path), { recursive: true, force: true });
  }
}
