import { directoryViews } from '@throughline/service-kit';
import { parkedByPolicies, verifyViews } from '@throughline/views';
import pg from 'pg';
import { command } from './command-line.js';
import { DataFolder } from './data-folder.js';
import { withDatabases, withStores } from './installation.js';
import { discoverServices } from './services.js';

// `npm run verify`: recounts every view from the events, also while people work. Exit status 1 and the differences, if there are any.
await command(async () => {
  const folder = new DataFolder();
  const services = await discoverServices();
  let different = 0;
  let parked = 0;
  await withDatabases(folder, (url) =>
    withStores(
      folder,
      url,
      services.map(({ name }) => name),
      async ({ bus, codec, store }) => {
        for (const { name, views } of services) {
          const all = [...directoryViews, ...views];
          for (const { view, rows, differences, more } of await verifyViews({
            service: name,
            databaseUrl: url(name),
            store: store(name),
            codec,
            bus,
            views: all,
          })) {
            const found = differences.length + more;
            different += found;
            console.log(`${found === 0 ? '✓' : '✕'} ${name}.${view}: ${rows} rows${found === 0 ? '' : `, ${found} differences`}`);
            for (const { tenant, id, column, stored, expected } of differences) {
              console.log(`    ${tenant} ${id}${column ? ` ${column}` : ''}: there is ${stored}, the events say ${expected}`);
            }
            if (more > 0) console.log(`    and ${more} more`);
          }
          parked += await parkedIn(url(name));
        }
      },
    ),
  );
  if (parked > 0)
    console.log(parked === 1 ? '1 event is parked: it is tried again.' : `${parked} events are parked: they are tried again.`);
  console.log(different === 0 ? 'Every view is what the events say.' : `${different} differences.`);
  return different === 0;
});

async function parkedIn(url: string): Promise<number> {
  const database = new pg.Pool({ connectionString: url, max: 1 });
  try {
    return await parkedByPolicies(database);
  } finally {
    await database.end();
  }
}
