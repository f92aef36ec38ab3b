import {
  clone,
  create,
  createFileRegistry,
  equals,
  ScalarType,
  setExtension,
  toJson,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import type { Json, RecordedEvent, StreamName } from '@throughline/event-store';
import { SubjectErased } from '@throughline/keys';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import fc from 'fast-check';
import { createEventCodec, toEvent, UnreadableEvent, type EncodedEvent, type EventCodec, type Upcaster } from './codec.js';
import type { EventInitOf, StreamSchema } from './events.js';
import { TaskEventSchema } from './gen/activities.js';
import { services } from './gen/all.js';
import { FormSubmissionEventSchema, FormEventSchema } from './gen/marketing.js';
import { schema } from './gen/options.js';
import { LeadEventSchema, OpportunityEventSchema } from './gen/sales.js';
import { personalFields, takePersonal, type JsonObject } from './personal.js';

const lead: StreamName = { tenant: 'acme', category: 'lead', id: '6f2c0c50-4a3b-5a58-9d0e-0d9a7a8f1a11' };
const created = {
  type: 'LeadCreated',
  data: { givenName: 'Ágnes', familyName: 'Szabó-Łukasz', company: 'Lovász Kft.', email: 'agnes@example.org', source: 'pricing-page' },
} as const satisfies EventInitOf<typeof LeadEventSchema>;

let position = 0n;
const recorded = (stream: StreamName, { type, data, public: isPublic, schema }: EncodedEvent): RecordedEvent => ({
  id: '0e8f4a6e-51b7-5f0a-8c55-9f1d0f0d5a01',
  stream,
  type,
  // As a store would: through text.
  data: JSON.parse(JSON.stringify(data)) as Json,
  revision: 1,
  position: ++position,
  recordedAt: '2026-03-02T09:00:00.000Z',
  meta: {
    actor: 'ann',
    operation: 'createLead',
    commandId: '1',
    correlationId: 'c',
    occurredAt: '2026-03-02T09:00:00.000Z',
    public: isPublic,
    schema,
  },
});

const sealedIn = ({ data }: RecordedEvent) => Object.values((data as { $sealed: Record<string, string> }).$sealed)[0]!;

async function stored<S extends StreamSchema>(codec: EventCodec, schema: S, stream: StreamName, ...events: EventInitOf<S>[]) {
  return (await codec.encode(schema, stream, events)).map((event) => recorded(stream, event));
}

describe('events at rest', () => {
  const keys = new MemorySubjectKeys();
  const codec = createEventCodec(keys);

  it('read back as they were written', async () => {
    const [event] = await codec.decode([LeadEventSchema], 'sales', await stored(codec, LeadEventSchema, lead, created));
    expect(event).toMatchObject({ type: 'LeadCreated', source: 'sales', stream: lead, revision: 1, data: created.data });
  });

  it('hold no personal value in the clear, and all others as canonical proto JSON', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const text = JSON.stringify(event!.data);
    for (const secret of ['Ágnes', 'Szabó', 'agnes@example.org', 'example']) expect(text).not.toContain(secret);
    expect(event!.data).toEqual({ company: 'Lovász Kft.', source: 'pricing-page', $sealed: { [lead.id]: expect.stringMatching(/^s1:/) } });
  });

  it('seal a list of messages as one value, and empty fields not at all', async () => {
    const stream = { tenant: 'acme', category: 'form_submission', id: 'b' };
    const submitted = {
      type: 'FormSubmitted',
      data: { formKey: 'demo', values: [{ key: 'email', value: 'agnes@example.org' }] },
    } as const satisfies EventInitOf<typeof FormSubmissionEventSchema>;
    const events = await stored(codec, FormSubmissionEventSchema, stream, submitted);
    expect(events[0]!.data).toEqual({ formKey: 'demo', $sealed: { b: expect.stringMatching(/^s1:/) } });
    expect(await codec.decode([FormSubmissionEventSchema], 'marketing', events)).toMatchObject([submitted]);
  });

  it('say who may read them', async () => {
    const encoded = await codec.encode(OpportunityEventSchema, { ...lead, category: 'opportunity' }, [
      { type: 'OpportunityMarginChanged', data: { margin: { amount: '12.50', currency: 'EUR' } } },
      { type: 'OpportunityRenamed', data: { name: 'Renewal' } },
    ]);
    expect(encoded.map((event) => event.public)).toEqual([false, true]);
  });

  it('differ each time they are sealed', async () => {
    const [one, other] = await stored(codec, LeadEventSchema, lead, created, created);
    expect(sealedIn(one!)).not.toBe(sealedIn(other!));
  });

  it('read a personal field as empty once its key is destroyed, and take no more', async () => {
    const stream = { ...lead, id: 'erased' };
    const events = await stored(codec, LeadEventSchema, stream, created);
    expect(await codec.decode([LeadEventSchema], 'sales', events)).toMatchObject([{ data: { givenName: 'Ágnes' } }]);
    await keys.destroy('acme', 'erased');
    const [event] = await codec.decode([LeadEventSchema], 'sales', events);
    expect(event!.data).toMatchObject({ givenName: '', familyName: '', email: '', company: 'Lovász Kft.' });
    await expect(codec.encode(LeadEventSchema, stream, [created])).rejects.toThrow(SubjectErased);
    expect(await codec.encode(LeadEventSchema, stream, [{ type: 'LeadArchived', data: {} }])).toHaveLength(1);
  });

  it('seal with the key of the subject that a field names', async () => {
    const stream = { tenant: 'acme', category: 'task', id: 't' };
    const events = await stored(codec, TaskEventSchema, stream, { type: 'TaskCreated', data: { title: 'Call Ágnes', subjectId: 'agnes' } });
    await keys.destroy('acme', 't');
    expect(await codec.decode([TaskEventSchema], 'activities', events)).toMatchObject([{ data: { title: 'Call Ágnes' } }]);
    await keys.destroy('acme', 'agnes');
    expect(await codec.decode([TaskEventSchema], 'activities', events)).toMatchObject([{ data: { title: '', subjectId: 'agnes' } }]);
  });

  it('are refused where the subject is not said', async () => {
    const task = codec.encode(TaskEventSchema, { ...lead, category: 'task' }, [{ type: 'TaskCreated', data: { title: 'Call Ágnes' } }]);
    await expect(task).rejects.toThrow("title is personal, and its data subject's id is empty");
  });

  it('open only where they were sealed', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const text = sealedIn(event!);
    const other = { ...lead, id: 'another' };
    const [another] = await stored(codec, LeadEventSchema, other, created);
    const misplaced: RecordedEvent[] = [
      { ...event!, stream: other },
      { ...event!, type: 'LeadRenamed' },
      { ...event!, data: { $sealed: { another: text } } },
      { ...event!, data: { $sealed: { [lead.id]: sealedIn(another!) } } },
      { ...event!, data: { $sealed: { [lead.id]: `${text.slice(0, 60)}${text[60] === 'A' ? 'B' : 'A'}${text.slice(61)}` } } },
      { ...event!, data: { $sealed: { [lead.id]: text.slice(0, -8) } } },
      { ...event!, data: { $sealed: { [lead.id]: 's1:' } } },
      { ...event!, data: { $sealed: { [lead.id]: `s2:${text.slice(3)}` } } },
    ];
    for (const wrong of misplaced) {
      const reading = codec.decode([LeadEventSchema], 'sales', [wrong]);
      await expect(reading).rejects.toThrow(UnreadableEvent);
      await expect(reading).rejects.not.toThrow(/Ágnes/);
    }
  });

  it('are left out where they are unknown, of another stream, or of another service', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const unknown = { ...event!, type: 'LeadTeleported' };
    expect(await codec.decode([LeadEventSchema], 'sales', [unknown, event!])).toHaveLength(1);
    expect(await codec.decode([OpportunityEventSchema], 'sales', [event!])).toEqual([]);
    expect(await codec.decode([LeadEventSchema], 'marketing', [event!])).toEqual([]);
    expect(await codec.decode<StreamSchema>([LeadEventSchema, FormEventSchema], 'sales', [event!])).toHaveLength(1);
  });

  it('keep what they were read from as it was', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const before = structuredClone(event!.data);
    await codec.decode([LeadEventSchema], 'sales', [event!]);
    expect(event!.data).toEqual(before);
  });

  it('may have fields that a newer build added', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const newer = { ...event!, data: { ...(event!.data as object), starSign: 'Leo' } };
    expect(await codec.decode([LeadEventSchema], 'sales', [newer])).toMatchObject([{ data: created.data }]);
  });

  it('say where they are unreadable, and not what they hold', async () => {
    const [event] = await stored(codec, LeadEventSchema, lead, created);
    const wrong = { ...event!, data: { givenName: ['Ágnes'] } };
    await expect(codec.decode([LeadEventSchema], 'sales', [wrong])).rejects.toThrow(
      `LeadCreated at position ${wrong.position} (${wrong.id}): it is not a throughline.sales.v1.LeadCreated`,
    );
  });

  it('refuse what is not of their shape', async () => {
    const wrong = { type: 'TaskCompleted', data: {} } as unknown as EventInitOf<typeof LeadEventSchema>;
    await expect(codec.encode(LeadEventSchema, lead, [wrong])).rejects.toThrow('LeadEvent has no event TaskCompleted');
    const numeric = { type: 'LeadCreated', data: { company: 7 } } as unknown as EventInitOf<typeof LeadEventSchema>;
    await expect(codec.encode(LeadEventSchema, lead, [numeric])).rejects.toThrow();
  });
});

describe('every event of the product', () => {
  const streams = Object.values(services).flatMap((service) =>
    Object.values(service).filter((schema): schema is StreamSchema => isStream(schema)),
  );
  const codec = createEventCodec(new MemorySubjectKeys());

  it.each(streams.map((schema) => [(schema as DescMessage).typeName, schema] as const))(
    '%s reads back as it was written',
    async (typeName, schema) => {
      const source = typeName.split('.')[1]!;
      const types = (schema as DescMessage).oneofs[0]!.fields.map(({ message }) => message!);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(...types.map((type) => messageOf(type).map((data) => ({ type: type.name, data, desc: type })))),
          async ({ type, data, desc }) => {
            const event = { type, data } as unknown as EventInitOf<StreamSchema>;
            const [back] = await codec.decode([schema], source, await stored(codec, schema, lead, event));
            const { data: expected } = toEvent(schema, event) as unknown as { data: Message };
            expect(equals(desc, (back as unknown as { data: Message }).data, expected)).toBe(true);
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it.each(streams.map((schema) => [(schema as DescMessage).typeName, schema] as const))(
    '%s shows nothing personal at rest',
    async (_, schema) => {
      const types = (schema as DescMessage).oneofs[0]!.fields.map(({ message }) => message!);
      // Every text in it is another, so that a personal one is recognised wherever it comes up.
      const event = fc.oneof(...types.map((type) => messageOf(type, fc.uuid()).map((data) => ({ type: type.name, data, desc: type }))));
      await fc.assert(
        fc.asyncProperty(event, async ({ type, data, desc }) => {
          const [encoded] = await codec.encode(schema, lead, [{ type, data } as unknown as EventInitOf<StreamSchema>]);
          const text = JSON.stringify(encoded);
          for (const secret of textsOf(personalPartsOf(desc, data))) expect(text).not.toContain(secret);
        }),
        { numRuns: 20 },
      );
    },
  );

  function personalPartsOf(desc: DescMessage, data: Message): Json[] {
    const fields = personalFields(desc);
    return fields ? [...takePersonal(fields, toJson(desc, data) as JsonObject, lead).values()] : [];
  }

  function textsOf(json: Json): string[] {
    if (typeof json === 'string') return [json];
    return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsOf) : [];
  }
});

function isStream(schema: unknown): schema is StreamSchema {
  return (schema as DescMessage).kind === 'message' && (schema as DescMessage).oneofs[0]?.name === 'event';
}

type Text = fc.Arbitrary<string>;

/** Any message of this type, an id in every field that might name a data subject. */
function messageOf(desc: DescMessage, text: Text = fc.string({ unit: 'grapheme' }), depth = 0): fc.Arbitrary<Message> {
  const fields = desc.fields.filter((field) => field.message?.typeName !== 'google.protobuf.Value');
  const shape = Object.fromEntries(
    fields.map((field) => {
      const present = valueOf(field, text, depth);
      return [field.localName, field.name.endsWith('_id') ? present : fc.option(present, { nil: undefined })];
    }),
  );
  return fc.record(shape).map((data) => create(desc, data) as Message);
}

function valueOf(field: DescField, text: Text, depth: number): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarOf(field.scalar, field.name.endsWith('_id') ? fc.uuid() : text);
    case 'enum':
      return fc.constantFrom(...field.enum.values.map(({ number }) => number));
    case 'message':
      return messageValueOf(field.message, text, depth);
    case 'list': {
      const { listKind } = field;
      if (listKind === 'scalar') return fc.array(scalarOf(field.scalar, text), { maxLength: 3 });
      if (listKind === 'enum') return fc.array(fc.constantFrom(...field.enum.values.map(({ number }) => number)), { maxLength: 3 });
      return fc.array(messageValueOf(field.message, text, depth), { maxLength: 3 });
    }
    case 'map':
      return fc.constant({});
  }
}

function messageValueOf(desc: DescMessage, text: Text, depth: number): fc.Arbitrary<unknown> {
  if (desc.typeName === 'google.protobuf.Timestamp') {
    return fc.record({ seconds: fc.bigInt({ min: -62135596800n, max: 253402300799n }), nanos: fc.integer({ min: 0, max: 999_999_999 }) });
  }
  if (desc.typeName === 'google.protobuf.Struct') return fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<unknown>;
  return depth > 3 ? fc.constant(undefined) : messageOf(desc, text, depth + 1);
}

function scalarOf(scalar: ScalarType, text: Text): fc.Arbitrary<unknown> {
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.BYTES:
      return fc.uint8Array();
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.FLOAT:
      return fc.float();
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    default:
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  }
}

describe('an event whose schema was raised', () => {
  const note = raised('LeadNoteChanged', 3);
  const stream = { ...lead, category: 'lead' };
  // Version 1 called it `remark`, version 2 left out the full stop.
  const toSecond: Upcaster = { type: 'LeadNoteChanged', to: 2, upcast: ({ remark, ...rest }) => ({ ...rest, note: remark! }) };
  const toThird: Upcaster = { type: 'LeadNoteChanged', to: 3, upcast: (data) => ({ ...data, note: `${data.note as string}.` }) };
  const codec = createEventCodec(new MemorySubjectKeys(), [toThird, toSecond]);

  it('is written in its version and read as it is', async () => {
    const events = await stored(codec, note, stream, { type: 'LeadNoteChanged', data: { note: 'Asked for a demo.' } });
    expect(events[0]!.meta.schema).toBe(3);
    expect(await codec.decode([note], 'sales', events)).toMatchObject([{ data: { note: 'Asked for a demo.' } }]);
  });

  it('is brought from any older version to that of today', async () => {
    const [event] = await stored(createEventCodec(new MemorySubjectKeys()), LeadEventSchema, stream, { type: 'LeadNoteChanged', data: {} });
    const first = { ...event!, data: { remark: 'Asked for a demo' } };
    const second = { ...event!, data: { note: 'Asked for a demo' }, meta: { ...event!.meta, schema: 2 } };
    const read = await codec.decode([note], 'sales', [first, second]);
    expect(read.map(({ data }) => data)).toMatchObject([{ note: 'Asked for a demo.' }, { note: 'Asked for a demo.' }]);
  });

  it('is opened before it is upcast', async () => {
    const keys = new MemorySubjectKeys();
    const [event] = await stored(createEventCodec(keys), LeadEventSchema, stream, {
      type: 'LeadNoteChanged',
      data: { note: 'Asked for a demo' },
    });
    const second = { ...event!, meta: { ...event!.meta, schema: 2 } };
    expect(await createEventCodec(keys, [toThird]).decode([note], 'sales', [second])).toMatchObject([
      { data: { note: 'Asked for a demo.' } },
    ]);
  });

  it('is unreadable where an upcaster is missing', async () => {
    const [event] = await stored(codec, LeadEventSchema, stream, { type: 'LeadNoteChanged', data: {} });
    await expect(createEventCodec(new MemorySubjectKeys(), [toThird]).decode([note], 'sales', [event!])).rejects.toThrow(UnreadableEvent);
  });

  /** The stream of leads as it would be generated if this event had the option `schema`. */
  function raised(event: string, version: number): typeof LeadEventSchema {
    const file = clone(FileDescriptorProtoSchema, LeadEventSchema.file.proto);
    setExtension(file.messageType.find(({ name }) => name === event)!.options!, schema, version);
    const imports = new Map(LeadEventSchema.file.dependencies.map((dependency) => [dependency.proto.name, dependency]));
    return createFileRegistry(file, (name) => imports.get(name)).getMessage(LeadEventSchema.typeName) as unknown as typeof LeadEventSchema;
  }
});
