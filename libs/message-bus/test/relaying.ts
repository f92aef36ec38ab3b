import { PostgresEventStore } from '@throughline/event-store';
import { openKafkaBus } from '../src/index.js';

// Relays `sales` until it is ended, or, after the number of acknowledged requests that is given third, ends itself as if the power went.
const [url, databaseUrl, requests] = process.argv.slice(2) as [string, string, string?];
let left = requests ? Number(requests) : Infinity;
const store = await PostgresEventStore.open({ url: databaseUrl });
const bus = await openKafkaBus(url, {
  service: 'sales',
  databaseUrl,
  at: () => {
    if (--left <= 0) process.kill(process.pid, 'SIGKILL');
  },
});
bus.register('sales', store);
await bus.relay('sales');
console.log('relaying');
