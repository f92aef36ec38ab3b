import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Message, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { EventMeta, StreamName } from '@throughline/event-store';

/**
 * The events of a stream are the cases of one `oneof event` of one message: `OpportunityEvent { oneof event { OpportunityOpened opened = 1; .. } }`.
 * In code an event is `{ type, data }`, its type the short name of the case's message, unique in the product.
 */
export type StreamSchema = GenMessage<Message & { event: { case: string | undefined; value?: unknown } }>;

type ShortName<N extends string> = N extends `throughline.${string}.v1.${infer Short}` ? Short : never;
type Cases<S extends StreamSchema> = Exclude<MessageShape<S>['event'], { case: undefined }>;

/** `EventOf<typeof OpportunityEventSchema>`: the union of `{ type: 'OpportunityOpened', data: OpportunityOpened } | ...`. */
export type EventOf<S extends StreamSchema> =
  Cases<S> extends infer C
    ? C extends { value: infer V extends Message }
      ? { readonly type: ShortName<V['$typeName']>; readonly data: V }
      : never
    : never;

/** What `decide` returns: as {@link EventOf}, with the fields of the message as they are passed to `create`. */
export type EventInitOf<S extends StreamSchema> =
  Cases<S> extends infer C
    ? C extends { value: infer V extends Message }
      ? { readonly type: ShortName<V['$typeName']>; readonly data: Immutable<MessageInitShape<GenMessage<V>>> }
      : never
    : never;

/** What is passed to `create` may come from a state that nobody may change. */
type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/** An event as views and policies read it: opened, upcast, typed. A personal field whose key is destroyed reads as empty. */
export type RecordedEventOf<S extends StreamSchema> = EventOf<S> & Recorded;

export interface Recorded {
  readonly id: string;
  readonly stream: StreamName;
  readonly revision: number;
  /** The service whose event it is (`sales`), and the position there. */
  readonly source: string;
  readonly position: bigint;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly meta: EventMeta;
}
