import { command } from './command-line.js';
import { DataFolder, Refusal } from './data-folder.js';
import { removeDemoCompany } from './demo-removal.js';
import { readDemoKey } from './demo.js';
import { withDatabases } from './installation.js';
import { startSystem } from './system.js';

// `npm run demo:remove`, whether or not anything runs on the folder.
await command(async () => {
  const folder = new DataFolder();
  folder.checkFormat();
  const key = readDemoKey(folder);
  if (!key || key.removed) throw new Refusal(`There is no sample company in ${folder.path}.`);
  const removed = await withSystem(folder, (url) => withDatabases(folder, (database) => removeDemoCompany(url, folder, database)));
  console.log(`The sample company is gone: ${removed} records were archived.`);
  return true;
});

/** The system that runs on the folder, or one of our own for as long as the work takes. */
async function withSystem<T>(folder: DataFolder, work: (url: string) => Promise<T>): Promise<T> {
  if (folder.isTaken) {
    const url = `http://${process.env['HOST'] || '127.0.0.1'}:${process.env['PORT'] || 4000}`;
    const answers = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!answers) throw new Refusal(`Throughline runs on ${folder.path}, but not at ${url}. Say at which PORT, or stop it first.`);
    return work(url);
  }
  const system = await startSystem({ folder, gateway: { port: 0, host: '127.0.0.1' }, onStep: () => {} });
  try {
    return await work(system.url);
  } finally {
    await system.stop();
  }
}
