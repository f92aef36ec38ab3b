import { createEventCodec } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store';
import { EmbeddedBus } from '@throughline/message-bus';
import { ViewRunner } from '@throughline/views';
import { products } from './products.js';

/** A process that rebuilds a view, so slowly that it can be killed on its way. */
const [url] = process.argv.slice(2);
const store = await PostgresEventStore.open({ url: url! });
const codec = createEventCodec({ forSealing: async () => new Map(), forOpening: async () => new Map() });
const runner = await ViewRunner.start({
  service: 'sales',
  databaseUrl: url!,
  store,
  codec,
  bus: new EmbeddedBus(),
  views: [products],
  // The second page of the build beside is never finished.
  at: (point, feed) => {
    const rebuilding = [...feed.targets].some(({ replaces }) => replaces !== undefined);
    const begun = [...feed.targets].some((target) => target.at('sales/0') > 0n);
    return point === 'folded' && rebuilding && begun ? new Promise<void>(() => {}) : undefined;
  },
});
process.send!('started');
await runner.rebuild();
