import { BaseRpcContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { RecordedEvent } from '@throughline/event-store';
import { lastValueFrom } from 'rxjs';
import type { Batch, Closeable, Cursor, MessageBus } from './message-bus.js';

export interface BusServerOptions {
  readonly bus: MessageBus;
  /** Names the group, and its cursors. */
  readonly name: string;
  readonly cursors: Cursors;
  /** Makes of the events of a service what handlers get: opened and typed, by a codec. Default: as they are recorded, personal fields sealed. */
  readonly open?: (service: string, events: readonly RecordedEvent[]) => Promise<readonly { readonly id: string }[]>;
}

/** Where consumers without a table of their own keep their cursors. */
export interface Cursors {
  load(consumer: string, service: string, partition: number): Promise<Cursor | undefined>;
  save(consumer: string, service: string, cursor: Cursor): Promise<void>;
}

/**
 * Nest's handlers as consumers of the bus: `@EventPattern('sales.OpportunityWon')` gets that event of that service, in order, one after the other.
 * At least once: the cursor is saved after a batch, and a batch whose handler throws is delivered again, so a handler has to bear repeats
 * (by `event.id`).
 *
 *     NestFactory.createMicroservice(Module, { strategy: new BusServer({ bus, name: 'notifier', cursors }) })
 */
export class BusServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private consumers: Closeable[] = [];

  constructor(private readonly options: BusServerOptions) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const services = new Set<string>();
      for (const pattern of this.getHandlers().keys()) {
        const service = /^([a-z]+)\.[A-Z]\w*$/.exec(pattern)?.[1];
        if (!service) throw new Error(`The pattern ${pattern} is not a service and an event, such as sales.OpportunityWon`);
        services.add(service);
      }
      const { bus, name, cursors } = this.options;
      for (const service of services) {
        const cursor = (partition: number) => cursors.load(name, service, partition);
        this.consumers.push(await bus.consume(service, { name, cursor, handle: (batch) => this.handle(batch) }));
      }
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.splice(0).map((consumer) => consumer.close()));
  }

  on(): never {
    throw new Error('The bus has no events of its own to listen to');
  }

  unwrap<T>(): T {
    return this.options.bus as T;
  }

  private async handle(batch: Batch): Promise<void> {
    const { name, cursors, open } = this.options;
    const handled = batch.events.flatMap((event) => {
      const handler: MessageHandler | null = this.getHandlerByPattern(`${batch.service}.${event.type}`);
      return handler ? [{ event, handler }] : [];
    });
    const opened =
      open && handled.length > 0
        ? await open(
            batch.service,
            handled.map(({ event }) => event),
          )
        : handled.map(({ event }) => event);
    const byId = new Map(opened.map((event) => [event.id, event]));
    for (const { event, handler } of handled) {
      const data = byId.get(event.id);
      if (data)
        await lastValueFrom(this.transformToObservable(await handler(data, new BaseRpcContext([batch]))), { defaultValue: undefined });
    }
    if (batch.events.length > 0) await cursors.save(name, batch.service, batch.cursor);
  }
}
