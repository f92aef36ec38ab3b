import { getOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Json, StreamName } from '@throughline/event-store';
import { personal, sealed } from './gen/throughline/options_pb.js';

type JsonObject = { [key: string]: Json };

/** Where in an event's JSON personal values stand; made once for a schema. Undefined where there are none. */
export interface PersonalFields {
  readonly own: readonly { readonly key: string; readonly subject: 'stream' | { readonly up: number; readonly key: string } }[];
  readonly nested: readonly { readonly key: string; readonly fields: PersonalFields }[];
}

/** A personal value in one event's JSON: `holder[key]`. */
export interface PersonalValue {
  readonly holder: JsonObject;
  readonly key: string;
  readonly subject: string;
  /** `emails.0.address`: authenticated with the value, so that sealed values cannot change places. */
  readonly path: string;
}

/** Throws for options that make no sense: an unknown subject field, a sealed message used unsealed. */
export function personalFields(event: DescMessage): PersonalFields | undefined {
  return fieldsOf(event, []);
}

function fieldsOf(message: DescMessage, around: readonly DescMessage[]): PersonalFields | undefined {
  if (message.typeName.startsWith('google.protobuf.') || around.includes(message)) return undefined;
  const scope = [...around, message];
  const own: PersonalFields['own'][number][] = [];
  const nested: PersonalFields['nested'][number][] = [];
  for (const field of message.fields) {
    const subject = getOption(field, personal);
    if (subject) own.push({ key: field.jsonName, subject: subject === 'stream' ? 'stream' : subjectField(field, subject, scope) });
    else if (field.message) {
      if (getOption(field.message, sealed)) throw new Error(`${field}: ${field.message.typeName} is sealed, so the field needs the option personal`);
      const fields = fieldsOf(field.message, scope);
      if (fields) nested.push({ key: field.jsonName, fields });
    }
  }
  return own.length + nested.length > 0 ? { own, nested } : undefined;
}

function subjectField(field: DescField, subject: string, scope: readonly DescMessage[]): { up: number; key: string } {
  for (let up = 0; up < scope.length; up++) {
    const found = scope[scope.length - 1 - up]!.fields.find(({ name }) => name === subject);
    if (!found) continue;
    if (found.fieldKind === 'scalar' && !getOption(found, personal)) return { up, key: found.jsonName };
    throw new Error(`${field} is personal to ${found}, which cannot hold an id`);
  }
  throw new Error(`${field} is personal to "${subject}", and there is no such field`);
}

/** A copy of the event's JSON, as deep as needed, with its personal values in `found`: to be replaced there. */
export function findPersonal(fields: PersonalFields, data: Json, stream: StreamName, found: PersonalValue[]): Json {
  return walk(fields, data, stream, '', [], found);
}

function walk(fields: PersonalFields, json: Json, stream: StreamName, path: string, around: readonly JsonObject[], found: PersonalValue[]): Json {
  if (!isObject(json)) return json;
  const holder = { ...json };
  const scope = fields.nested.length > 0 || around.length > 0 ? [...around, holder] : [holder];
  for (const { key, subject } of fields.own) {
    if (holder[key] === undefined) continue;
    const id = subject === 'stream' ? stream.id : scope[scope.length - 1 - subject.up]![subject.key];
    found.push({ holder, key, subject: typeof id === 'string' ? id : '', path: path + key });
  }
  for (const { key, fields: inner } of fields.nested) {
    const value = holder[key];
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      holder[key] = value.map((element, index) => walk(inner, element, stream, `${path}${key}.${index}.`, scope, found));
    } else holder[key] = walk(inner, value, stream, `${path}${key}.`, scope, found);
  }
  return holder;
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
