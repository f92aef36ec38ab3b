import { openKafkaBus } from '../src/index.js';
import { Applied } from './applied.js';

// Applies the events of `sales` until it is ended.
const [url, databaseUrl, by] = process.argv.slice(2) as [string, string, string];
const bus = await openKafkaBus(url, { service: 'contacts', databaseUrl });
await bus.consume('sales', await Applied.open('applied', by, databaseUrl));
console.log('consuming');
