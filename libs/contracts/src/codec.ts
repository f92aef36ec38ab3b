import type { Json, RecordedEvent, StreamName } from '@throughline/event-store';
import type { EventInitOf, RecordedEventOf, StreamSchema } from './events.js';

/** Between events in code and events at rest: canonical proto JSON, personal fields sealed, old schemas upcast on the way out. */
export interface EventCodec {
  /** Throws what `create` throws for a malformed event, and SubjectErased. */
  encode<S extends StreamSchema>(
    schema: S,
    stream: StreamName,
    events: readonly EventInitOf<S>[],
  ): Promise<{ type: string; data: Json; public: boolean }[]>;
  /**
   * The events of the given schemas, in order. Events of other types, and types this build does not know, are left out: this is the one place
   * where the unknown is met. `source` is the service whose events they are.
   */
  decode<S extends StreamSchema>(schemas: readonly S[], source: string, events: readonly RecordedEvent[]): Promise<RecordedEventOf<S>[]>;
}
