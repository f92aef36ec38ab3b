import type { Json, RecordedEvent } from '@throughline/event-store';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** What a record of a topic says: an event, or (a marker) only that its partition has nothing more up to a position. */
export interface Told {
  readonly epoch: string;
  readonly position: bigint;
  readonly event?: RecordedEvent;
}

/** A record that is none of ours, or damaged. The message says what is wrong and nothing of what is in it. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/**
 * A CloudEvent in binary mode: its attributes are headers `ce_…`, its data the value, as recorded: proto JSON, personal fields sealed. The key is the stream.
 * What no client of CloudEvents knows stands together in `ce_meta`, and of its optional attributes there is none (the subject is in the key, the time in `ce_meta`):
 * kafkajs reads a record in time that grows with the square of its headers.
 *
 * The record's timestamp is not a time but the position. Of a record's fields brokers keep an index of that one only, which makes "the first offset
 * with a position from n on" one request. The times are in `ce_meta`.
 */
export function eventRecord(service: string, epoch: string, event: RecordedEvent): Message {
  const { meta } = event;
  return {
    key: keyOf(event),
    value: JSON.stringify(event.data),
    timestamp: String(event.position),
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: `/throughline/${service}`,
      ce_type: event.type,
      ce_epoch: epoch,
      ce_position: String(event.position),
      ce_meta: JSON.stringify({ revision: event.revision, recordedAt: event.recordedAt, meta } satisfies Recorded),
    },
  };
}

export function markerRecord(epoch: string, position: bigint): Message {
  return { value: null, timestamp: String(position), headers: { ce_epoch: epoch, ce_position: String(position) } };
}

export function keyOf({ stream: { tenant, category, id } }: RecordedEvent): string {
  return `${tenant}/${category}/${id}`;
}

/** Epoch and position, without a look at the rest. Throws {@link UnreadableRecord}. */
export function placeOf({ headers }: Pick<KafkaMessage, 'headers'>): { epoch: string; position: bigint } {
  const position = text(headers, 'ce_position');
  if (!/^\d{1,18}$/.test(position)) throw new UnreadableRecord('ce_position is not a position');
  return { epoch: text(headers, 'ce_epoch'), position: BigInt(position) };
}

/** Throws {@link UnreadableRecord}. */
export function read(record: Pick<KafkaMessage, 'key' | 'headers' | 'value'>): Told {
  const place = placeOf(record);
  const event = eventOf(record, place.position);
  return event ? { ...place, event } : place;
}

/** What of an event no attribute of CloudEvents holds. */
type Recorded = Pick<RecordedEvent, 'revision' | 'recordedAt' | 'meta'>;

/** Undefined where the record is a marker. Throws {@link UnreadableRecord}. */
export function eventOf(
  { key, headers, value }: Pick<KafkaMessage, 'key' | 'headers' | 'value'>,
  position: bigint,
): RecordedEvent | undefined {
  if (value === null) return undefined;
  const { revision, recordedAt, meta } = json(text(headers, 'ce_meta'), 'ce_meta') as Recorded;
  if (!Number.isInteger(revision) || !recordedAt || !meta) throw new UnreadableRecord('ce_meta is not that of an event');
  return {
    id: text(headers, 'ce_id'),
    type: text(headers, 'ce_type'),
    data: json(value, 'the value') as Json,
    meta,
    stream: streamOf(String(key)),
    revision,
    position,
    recordedAt,
  };
}

function streamOf(key: string): RecordedEvent['stream'] {
  const tenant = key.indexOf('/');
  const category = key.indexOf('/', tenant + 1);
  if (tenant < 1 || category < 0) throw new UnreadableRecord('the key is not a stream');
  return { tenant: key.slice(0, tenant), category: key.slice(tenant + 1, category), id: key.slice(category + 1) };
}

function text(headers: IHeaders | undefined, name: string): string {
  const value = headers?.[name];
  if (value === undefined || Array.isArray(value)) throw new UnreadableRecord(`${name} is missing`);
  return value.toString();
}

function json(value: string | Buffer, what: string): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    throw new UnreadableRecord(`${what} is not JSON`);
  }
}
