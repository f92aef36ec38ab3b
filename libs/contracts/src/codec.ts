import type { KeyObject } from 'node:crypto';
import {
  create,
  fromJson,
  getOption,
  toJson,
  type DescMessage,
  type JsonValue,
  type Message,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import type { Json, RecordedEvent, StreamName } from '@throughline/event-store';
import type { SubjectKey, SubjectKeys } from '@throughline/keys';
import type { EventInitOf, EventOf, RecordedEventOf, StreamSchema } from './events.js';
import { schema as schemaVersion, visibility, Visibility } from './gen/throughline/options_pb.js';
import { personalFields, takePersonal, withPersonal, type JsonObject, type PersonalFields } from './personal.js';
import { open, seal } from './sealing.js';
import { upcasters as allUpcasters } from './upcasters.js';

/** Between events in code and events at rest: canonical proto JSON, personal fields sealed, old schemas upcast on the way out. */
export interface EventCodec {
  /** Throws what `create` throws for a malformed event, and SubjectErased. */
  encode<S extends StreamSchema>(schema: S, stream: StreamName, events: readonly EventInitOf<S>[]): Promise<EncodedEvent[]>;
  /**
   * The events of the given schemas, in order. Events of other types, and types this build does not know, are left out: this is the one place
   * where the unknown is met. `source` is the service whose events they are. Throws {@link UnreadableEvent}.
   */
  decode<S extends StreamSchema>(schemas: readonly S[], source: string, events: readonly RecordedEvent[]): Promise<RecordedEventOf<S>[]>;
}

export interface EncodedEvent {
  readonly type: string;
  readonly data: Json;
  readonly public: boolean;
  /** The version of its schema; absent: 1. Belongs into the event's `meta`. */
  readonly schema?: number;
}

/** An event that cannot be what was written: sealed elsewhere, tampered with, or not of its type's shape. Says where, never what. */
export class UnreadableEvent extends Error {
  constructor(
    readonly event: RecordedEvent,
    problem: string,
  ) {
    super(`${event.type} at position ${event.position} (${event.id}): ${problem}`);
  }
}

/** Makes JSON of version `to - 1` of an event into version `to`. It gets the opened JSON and must not change it. */
export interface Upcaster {
  readonly type: string;
  readonly to: number;
  upcast(this: void, data: Readonly<Record<string, Json>>): Record<string, Json>;
}

/** An event as `evolve` reads it, from what `decide` returns. */
export function toEvent<S extends StreamSchema>(schema: S, event: EventInitOf<S>): EventOf<S> {
  const { type, data } = event as AnyEventInit;
  return { type, data: create(typeOf(schema, type).message, data) } as unknown as EventOf<S>;
}

/** The property of an event's JSON at rest that holds what is sealed, by data subject. No field of a message can have this name. */
const SEALED = '$sealed';

export function createEventCodec(
  keys: Pick<SubjectKeys, 'forSealing' | 'forOpening'>,
  upcasters: readonly Upcaster[] = allUpcasters,
): EventCodec {
  return {
    async encode(schema, stream, events) {
      const encoded: EncodedEvent[] = [];
      const toSeal: { type: string; data: JsonObject; parts: Map<string, JsonObject> }[] = [];
      const subjects = new Set<string>();
      for (const { type, data: init } of events as readonly AnyEventInit[]) {
        const known = typeOf(schema, type);
        const data = toJson(known.message, create(known.message, init)) as JsonObject;
        encoded.push({ type, data, public: known.public, ...(known.schema > 1 && { schema: known.schema }) });
        if (!known.personal) continue;
        const parts = takePersonal(known.personal, data, stream);
        if (parts.size > 0) toSeal.push({ type, data, parts });
        for (const subject of parts.keys()) subjects.add(subject);
      }
      if (toSeal.length > 0) {
        const found = await keys.forSealing(stream.tenant, [...subjects]);
        for (const { type, data, parts } of toSeal) {
          data[SEALED] = Object.fromEntries(
            [...parts].map(([subject, part]) => [subject, seal(found.get(subject)!.key, placeOf(stream, type, subject), part)]),
          );
        }
      }
      return encoded;
    },

    async decode(schemas, source, events) {
      const types = typesOf(schemas, source);
      const known = events.filter(({ type }) => types.has(type));
      const subjects = new Map<string, Set<string>>();
      for (const { stream, data } of known) {
        for (const subject of subjectsOf(data)) {
          const ofTenant = subjects.get(stream.tenant);
          if (ofTenant) ofTenant.add(subject);
          else subjects.set(stream.tenant, new Set([subject]));
        }
      }
      const found = new Map<string, ReadonlyMap<string, SubjectKey>>();
      await Promise.all([...subjects].map(async ([tenant, ofTenant]) => found.set(tenant, await keys.forOpening(tenant, [...ofTenant]))));

      return known.map((event) => {
        const ofTenant = found.get(event.stream.tenant);
        const usable = subjectsOf(event.data).map((subject) => ofTenant?.get(subject)?.key);
        const before = DecodedBefore.of(event);
        if (before && before.upcasters === upcasters && same(before.keys, usable))
          return before.decoded as RecordedEventOf<(typeof schemas)[number]>;
        const { id, type, stream, revision, position, recordedAt, meta } = event;
        const data = read(event, types.get(type)!, opened(event, ofTenant));
        const decoded = { id, type, data, stream, revision, source, position, recordedAt, meta } as unknown as RecordedEventOf<
          (typeof schemas)[number]
        >;
        DecodedBefore.remember(event, { decoded, keys: usable, upcasters });
        return decoded;
      });
    },
  };

  function read(event: RecordedEvent, known: EventType, data: Json): Message {
    try {
      for (let version = event.meta.schema ?? 1; version < known.schema; version++) {
        const upcaster = upcasters.find(({ type, to }) => type === event.type && to === version + 1);
        if (!upcaster) throw new Error(`there is no upcaster to version ${version + 1}`);
        data = upcaster.upcast(data as Record<string, Json>);
      }
      return fromJson(known.message, data as JsonValue, { ignoreUnknownFields: true });
    } catch (error) {
      // A message of protobuf quotes the value that it stumbled over, which may be personal.
      throw new UnreadableEvent(event, known.personal ? `it is not a ${known.message.typeName}` : (error as Error).message);
    }
  }
}

/**
 * Services of one process are handed the same events, and each would open them again. What was decoded is good for as long as the very same
 * keys are there: where one has been destroyed since, its fields are gone from here too.
 */
interface Decoded {
  readonly decoded: object;
  readonly keys: readonly (KeyObject | undefined)[];
  readonly upcasters: readonly Upcaster[];
}

/** A private field stamped on the event itself: to a WeakMap of all events a view that catches up would lose a quarter of its time. */
class DecodedBefore extends class {
  constructor(event: object) {
    return event;
  }
} {
  #decoded: Decoded | undefined;

  static of(event: object): Decoded | undefined {
    return #decoded in event ? event.#decoded : undefined;
  }

  static remember(event: object, decoded: Decoded): void {
    const stamped = #decoded in event ? event : new DecodedBefore(event);
    stamped.#decoded = decoded;
  }
}

function same<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}

function opened(event: RecordedEvent, keys: ReadonlyMap<string, SubjectKey> | undefined): Json {
  if (subjectsOf(event.data).length === 0) return event.data;
  const { [SEALED]: sealed, ...rest } = event.data as JsonObject;
  let data: Json = rest;
  for (const [subject, value] of Object.entries(sealed as { [subject: string]: string })) {
    const subjectKey = keys?.get(subject);
    if (!subjectKey) continue;
    try {
      data = withPersonal(data, open(subjectKey.key, placeOf(event.stream, event.type, subject), value));
    } catch {
      throw new UnreadableEvent(event, 'what is sealed in it was not sealed here, or not with the key of its data subject');
    }
  }
  return data;
}

function subjectsOf(data: Json): readonly string[] {
  const sealed = (data as JsonObject)[SEALED];
  return sealed ? Object.keys(sealed) : NONE;
}

const NONE: readonly string[] = [];

function placeOf(stream: StreamName, type: string, subject: string): string {
  return JSON.stringify([stream.tenant, stream.category, stream.id, type, subject]);
}

type AnyEventInit = { readonly type: string; readonly data: MessageInitShape<DescMessage> };

interface EventType {
  readonly message: DescMessage;
  readonly public: boolean;
  readonly schema: number;
  readonly personal: PersonalFields | undefined;
}

const typesBySchema = new WeakMap<StreamSchema, ReadonlyMap<string, EventType>>();

/** The event types of a stream, by short name. */
function eventTypes(schema: StreamSchema): ReadonlyMap<string, EventType> {
  let types = typesBySchema.get(schema);
  if (!types) {
    types = new Map(
      (schema as DescMessage).oneofs
        .find(({ name }) => name === 'event')!
        .fields.map(({ message }) => [
          message!.name,
          {
            message: message!,
            public: getOption(message!, visibility) === Visibility.PUBLIC,
            schema: getOption(message!, schemaVersion) || 1,
            personal: personalFields(message!),
          },
        ]),
    );
    typesBySchema.set(schema, types);
  }
  return types;
}

function typeOf(schema: StreamSchema, type: string): EventType {
  const known = eventTypes(schema).get(type);
  if (!known) throw new Error(`${(schema as DescMessage).name} has no event ${type}`);
  return known;
}

function typesOf(schemas: readonly StreamSchema[], source: string): ReadonlyMap<string, EventType> {
  const types = new Map<string, EventType>();
  for (const schema of schemas) {
    if (serviceOf(schema) === source) for (const [type, known] of eventTypes(schema)) types.set(type, known);
  }
  return types;
}

const services = new WeakMap<StreamSchema, string>();

/** `sales` for a schema of `throughline.sales.v1`: the service whose events they are. */
export function serviceOf(schema: StreamSchema): string {
  let service = services.get(schema);
  if (!service) services.set(schema, (service = (schema as DescMessage).file.proto.package.split('.')[1]!));
  return service;
}
