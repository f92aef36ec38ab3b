import { createFileRegistry, create, setExtension, type DescMessage } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  MessageOptionsSchema,
} from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { file_throughline_options, personal, sealed } from './gen/options.js';
import { personalFields, takePersonal, withPersonal, type JsonObject } from './personal.js';

const stream = { tenant: 'acme', category: 'meeting', id: 'the-stream' };

/** `{ Meeting: { title: 'string', guests: '[]Guest' } }`, a personal field as `string:<subject>`, a sealed message as `Phone!`. */
function messages(shapes: Record<string, Record<string, string>>): (name: string) => DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: 'test.proto',
    package: 'test',
    syntax: 'proto3',
    dependency: ['throughline/options.proto'],
  });
  for (const [declared, fields] of Object.entries(shapes)) {
    const options = create(MessageOptionsSchema);
    if (declared.endsWith('!')) setExtension(options, sealed, true);
    file.messageType.push({
      ...create(FileDescriptorProtoSchema, { messageType: [{ name: declared.replace('!', ''), options }] }).messageType[0]!,
      field: Object.entries(fields).map(([name, declaration], i) => {
        const [, list, type, subject] = /^(\[\])?(\w+)(?::(\w+))?$/.exec(declaration)!;
        const options = create(FieldOptionsSchema);
        if (subject) setExtension(options, personal, subject);
        const field = { name, jsonName: name, number: i + 1, label: list ? Label.REPEATED : Label.OPTIONAL, options };
        const kind = type === 'string' ? { type: Type.STRING } : { type: Type.MESSAGE, typeName: `.test.${type}` };
        return create(FileDescriptorProtoSchema, { messageType: [{ field: [{ ...field, ...kind }] }] }).messageType[0]!.field[0]!;
      }),
    });
  }
  const registry = createFileRegistry(file, (name) => (name === 'throughline/options.proto' ? file_throughline_options : undefined));
  return (name) => registry.getMessage(`test.${name}`)!;
}

describe('personal values', () => {
  const event = messages({
    Meeting: { title: 'string', host: 'string', host_name: 'string:host', notes: 'string:stream', guests: '[]Guest', room: 'Room' },
    Guest: { contact: 'string', name: 'string:contact', dish: 'string', seat: 'Seat' },
    Seat: { number: 'string', wish: 'string:contact', remark: 'string:stream' },
    Room: { name: 'string' },
  })('Meeting');
  const meeting = (): JsonObject => ({
    title: 'Tasting',
    host: 'h',
    host_name: 'Hanna',
    notes: 'late',
    guests: [
      { contact: 'a', name: 'Ann', dish: 'soup' },
      { dish: 'pie' },
      { contact: 'b', name: 'Bob', seat: { number: '7', wish: 'window', remark: 'loud' } },
    ],
    room: { name: 'Blue' },
  });

  it('are taken out for each subject, wherever they stand, and put back', () => {
    const data = meeting();
    const parts = takePersonal(personalFields(event)!, data, stream);
    expect(data).toEqual({
      title: 'Tasting',
      host: 'h',
      guests: [{ contact: 'a', dish: 'soup' }, { dish: 'pie' }, { contact: 'b', seat: { number: '7' } }],
      room: { name: 'Blue' },
    });
    expect(Object.fromEntries(parts)).toEqual({
      h: { host_name: 'Hanna' },
      a: { guests: [{ name: 'Ann' }] },
      b: { guests: [{}, {}, { name: 'Bob', seat: { wish: 'window' } }] },
      'the-stream': { notes: 'late', guests: [{}, {}, { seat: { remark: 'loud' } }] },
    });
    expect([...parts.values()].reduce(withPersonal, data)).toEqual(meeting());
  });

  it('of one subject are put back without those of another', () => {
    const data = meeting();
    const parts = takePersonal(personalFields(event)!, data, stream);
    const whole = withPersonal(data, parts.get('b')!);
    expect(whole).toMatchObject({ guests: [{ contact: 'a' }, { dish: 'pie' }, { name: 'Bob', seat: { number: '7', wish: 'window' } }] });
    expect(JSON.stringify(whole)).not.toMatch(/Ann|Hanna|late|loud/);
  });

  it('need a subject, wherever they stand', () => {
    const data: JsonObject = { guests: [{ name: 'Ann' }] };
    expect(() => takePersonal(personalFields(event)!, data, stream)).toThrow(
      "guests.0.name is personal, and its data subject's id is empty",
    );
  });

  it('are declared with sense', () => {
    const wrong = (shapes: Record<string, Record<string, string>>) => () => personalFields(messages(shapes)('Event'));
    expect(wrong({ Event: { name: 'string:contact' } })).toThrow('and there is no such field');
    expect(wrong({ Event: { id: 'string:stream', name: 'string:id' } })).toThrow('which cannot hold an id');
    expect(wrong({ Event: { ids: '[]string', name: 'string:ids' } })).toThrow('which cannot hold an id');
    expect(wrong({ Event: { phone: 'Phone' }, 'Phone!': { number: 'string' } })).toThrow('so the field needs the option personal');
    expect(wrong({ Event: { phone: 'Phone:stream' }, 'Phone!': { number: 'string' } })).not.toThrow();
  });
});
