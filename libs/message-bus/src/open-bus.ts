import type { EventStore } from '@throughline/event-store';
import { EmbeddedBus } from './embedded-bus.js';
import { openKafkaBus, type KafkaBusOptions } from './kafka/index.js';
import type { Closeable, MessageBus } from './message-bus.js';

/** The bus of a service's process. Closed after the service, before its keys. */
export interface ServiceBus extends MessageBus, Closeable {
  /** The store whose public events are relayed. */
  register(service: string, store: EventStore): void;
}

const adapters: Readonly<Record<string, (url: string, options: KafkaBusOptions) => Promise<ServiceBus>>> = {
  kafka: openKafkaBus,
  /** Within this process: alone in it, a service hears of no other. */
  embedded: async () => new EmbeddedBus(),
};

/** What the address of a bus may begin with. */
export const busSchemes: readonly string[] = Object.keys(adapters);

/** By the scheme of the address: `kafka://host:9092,host2:9092`, `embedded:`. Throws where the address is none of these. */
export async function openBus(url: string, options: KafkaBusOptions): Promise<ServiceBus> {
  // Not a `URL`: Kafka's address may have several hosts.
  const open = adapters[url.slice(0, Math.max(0, url.indexOf(':')))];
  if (!open) throw new Error(`The address of a bus begins with one of ${busSchemes.map((scheme) => `${scheme}:`).join(', ')}`);
  return open(url, options);
}
