import type { EventStore } from '@throughline/event-store';
import { consumeStore } from './consume-store.js';
import type { BusConsumer, Closeable, MessageBus } from './message-bus.js';

/** Nobody waits for other services' views, and a batch of ten costs little more than one of one. */
const GATHER_MS = 20;

/** The bus of the one-process run: public events straight from the services' own stores. One partition, generation 0. */
export class EmbeddedBus implements MessageBus {
  private readonly stores = new Map<string, PromiseWithResolvers<EventStore>>();
  private readonly groups = new Map<string, Promise<void>>();
  private readonly consuming = new Set<Closeable>();

  constructor(private readonly onError: (service: string, consumer: string, error: unknown) => void = () => {}) {}

  /** Consumers may have come before. */
  register(service: string, store: EventStore): void {
    this.store(service).resolve(store);
  }

  async relay(): Promise<Closeable> {
    return { close: async () => {} };
  }

  async consume(service: string, consumer: BusConsumer): Promise<Closeable> {
    const group = `${service}/${consumer.name}`;
    const turn = Promise.withResolvers<void>();
    const before = this.groups.get(group);
    this.groups.set(group, turn.promise);

    let closed = false;
    let delivery: Closeable | undefined;
    const start = async () => {
      const store = await this.store(service).promise;
      await before;
      if (closed) return;
      const onError = (error: unknown) => this.onError(service, consumer.name, error);
      delivery = consumeStore(service, store, consumer, { publicOnly: true, gatherMs: GATHER_MS, onError });
    };
    const started = start();
    const consuming: Closeable = {
      close: async () => {
        closed = true;
        this.consuming.delete(consuming);
        await delivery?.close();
        // Whoever stands by in this group goes on; a member that had not had its turn yet hands it on when it comes.
        if (delivery || !before) turn.resolve();
        else void started.then(() => turn.resolve());
      },
    };
    this.consuming.add(consuming);
    return consuming;
  }

  /** Ends every delivery, so that the services and their stores may then go in any order. */
  async close(): Promise<void> {
    await Promise.all([...this.consuming].map((each) => each.close()));
  }

  async head(service: string): Promise<bigint | undefined> {
    const store = await Promise.race([this.store(service).promise, Promise.resolve(undefined)]);
    return (await store?.head())?.position;
  }

  private store(service: string): PromiseWithResolvers<EventStore> {
    let store = this.stores.get(service);
    if (!store) this.stores.set(service, (store = Promise.withResolvers<EventStore>()));
    return store;
  }
}
