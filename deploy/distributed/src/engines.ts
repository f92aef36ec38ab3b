import { ensureDatabases, startDatabaseServer, type DataFolder, type DatabaseServer } from '@throughline/embedded';
import { findKafka, NotHere, startKafka, startOpenSearch, type LocalServer } from '@throughline/local-servers';
import { keep, type Kept } from './kept.js';

type Trouble = (what: string) => void;

export interface Engine {
  readonly url: string;
  /** Where it is ours to start and stop. */
  readonly own?: Kept;
}

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
export async function findBroker(folder: DataFolder, onTrouble: Trouble, given?: string): Promise<Engine> {
  if (given) return { url: given };
  try {
    return await keptServer('kafka', await startKafka({ folder: folder.at('kafka') }), onTrouble);
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    return findKafka();
  }
}

/** The OpenSearch at `SEARCH_URL`; else one of our own, on the data folder, by Java; undefined where there is no Java for it. */
export async function findSearch(folder: DataFolder, onTrouble: Trouble): Promise<Engine | undefined> {
  const given = process.env['SEARCH_URL'];
  if (given) return { url: given };
  try {
    return await keptServer('opensearch', await startOpenSearch({ folder: folder.at('opensearch') }), onTrouble);
  } catch (error) {
    if (error instanceof NotHere) return undefined;
    throw error;
  }
}

async function keptServer(name: string, server: LocalServer, onTrouble: Trouble): Promise<Engine> {
  let isFirst = true;
  const own = await keep({
    name,
    onTrouble,
    start: async () => {
      if (!isFirst) await server.restart();
      isFirst = false;
      const end = (signal: NodeJS.Signals) => void (signal === 'SIGKILL' ? server.kill() : server.stop({ keep: true }));
      return { pid: server.pid, ended: server.ended(), end };
    },
  });
  return { url: server.url, own };
}
