import { command } from './command-line.js';
import { DataFolder, Refusal } from './data-folder.js';
import { startSystem } from './system.js';

// `npm run rebuild`: every view of every service anew from the first event. After an erasure, so that views hold no more than the events still tell.
await command(async () => {
  const folder = new DataFolder();
  folder.checkFormat();
  if (!folder.hasCluster) throw new Refusal(`There is no installation of Throughline in ${folder.path}.`);
  const system = await startSystem({ folder, port: 0, host: '127.0.0.1', onStep: () => {} });
  try {
    for (const { name, views } of system.services) {
      await views.rebuild();
      console.log(`✓ ${name}`);
    }
  } finally {
    await system.stop();
  }
  console.log('Every view was built again from the events.');
  return true;
});
