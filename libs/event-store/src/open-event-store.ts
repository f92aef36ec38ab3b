import type { EventStore } from './event-store.js';
import { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';

export interface OpenEventStoreOptions extends Omit<PostgresEventStoreOptions, 'url'> {
  /** Whose events they are: a server may hold those of several services. */
  readonly service: string;
}

/**
 * The adapter is chosen by the scheme: `postgres:`, or `esdb:` and `kurrentdb:` (also with `+discover`). Options that the other does not know are left out.
 * Throws `StoreUnavailable` where the server cannot be reached.
 */
export async function openEventStore(url: string, { service, ...options }: OpenEventStoreOptions): Promise<EventStore> {
  const scheme = /^([a-z]+)(\+discover)?:/.exec(url)?.[1];
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return PostgresEventStore.open({ url, ...options });
    case 'esdb':
    case 'kurrentdb': {
      // Who does not use it does not load it.
      const { EventStoreDbEventStore } = await import('./eventstoredb/eventstoredb-event-store.js');
      return EventStoreDbEventStore.open({ url, service, pollEvery: options.pollEvery });
    }
    default:
      throw new Error(`Events are kept at postgres:, esdb: or kurrentdb: addresses, not at ${scheme}:`);
  }
}
