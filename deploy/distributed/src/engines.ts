import { ensureDatabases, startDatabaseServer, type DataFolder, type DatabaseServer } from '@throughline/embedded';
import { findKafka, NotHere, startKafka } from '@throughline/local-servers';
import { keep, type Kept } from './kept.js';

type Trouble = (what: string) => void;

/** The server at `POSTGRES_URL`, whose user may make databases; else one of our own, on the data folder. */
export async function findPostgres(folder: DataFolder, onTrouble: Trouble): Promise<DatabaseServer> {
  const given = process.env['POSTGRES_URL'];
  // Ten processes and more, each with its pools.
  if (!given) return startDatabaseServer(folder, onTrouble, { max_connections: 500 });
  return {
    url: (database) => Object.assign(new URL(given), { pathname: `/${database}` }).href,
    ensure: (databases) => ensureDatabases(given, databases),
    stop: async () => {},
  };
}

/** The broker that is `given`; else one of our own, on the data folder, by Java; else one in Docker, which forgets what it had when it ends. */
export async function findBroker(folder: DataFolder, onTrouble: Trouble, given?: string): Promise<{ url: string; own?: Kept }> {
  if (given) return { url: given };
  try {
    const server = await startKafka({ folder: folder.at('kafka') });
    let first = true;
    const own = await keep({
      name: 'kafka',
      onTrouble,
      start: async () => {
        if (!first) await server.restart();
        first = false;
        const end = (signal: NodeJS.Signals) => void (signal === 'SIGKILL' ? server.kill() : server.stop({ keep: true }));
        return { pid: server.pid, ended: server.ended(), end };
      },
    });
    return { url: server.url, own };
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    return findKafka();
  }
}
