import { existsSync, readFileSync } from 'node:fs';
import { type DataFolder, Refusal } from './data-folder.js';
import { startDatabaseServer } from './database-server.js';

/** The address of a database of this installation. */
export type DatabaseUrl = (database: string) => string;

/**
 * Works on the databases of a data folder: through the server of the process that runs on it, if there is one, else through a server of
 * our own for as long as the work takes. Throws {@link Refusal} where there is no installation.
 */
export async function withDatabases<T>(folder: DataFolder, work: (url: DatabaseUrl) => Promise<T>): Promise<T> {
  folder.checkFormat();
  if (!folder.hasCluster) throw new Refusal(`There is no installation of Throughline in ${folder.path}.`);
  if (folder.isTaken) return work(runningServer(folder));
  const release = folder.take();
  const server = await startDatabaseServer(folder, () => {});
  try {
    return await work((database) => server.url(database));
  } finally {
    await server.stop();
    release();
  }
}

function runningServer(folder: DataFolder): DatabaseUrl {
  const file = folder.at('postgres', 'postmaster.pid');
  // The fourth line is the port.
  const port = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[3] : undefined;
  if (!port) throw new Refusal(`Throughline is starting or stopping on ${folder.path}. Try again when it is done.`);
  return (database) => `postgres://postgres:${encodeURIComponent(folder.password())}@127.0.0.1:${port}/${database}`;
}
