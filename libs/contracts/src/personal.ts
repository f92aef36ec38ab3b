import { getOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Json, StreamName } from '@throughline/event-store';
import { personal, sealed } from './gen/throughline/options_pb.js';

export type JsonObject = { [key: string]: Json };

/** Where in an event's JSON personal values stand; made once for a schema. Undefined where there are none. */
export interface PersonalFields {
  readonly own: readonly { readonly key: string; readonly subject: 'stream' | { readonly up: number; readonly key: string } }[];
  readonly nested: readonly { readonly key: string; readonly fields: PersonalFields }[];
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
      if (getOption(field.message, sealed))
        throw new Error(`${field}: ${field.message.typeName} is sealed, so the field needs the option personal`);
      const fields = fieldsOf(field.message, scope);
      if (!fields) continue;
      if (field.fieldKind === 'map') throw new Error(`${field}: personal fields cannot stand inside a map; make the map itself personal`);
      nested.push({ key: field.jsonName, fields });
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

/**
 * Takes the personal values out of an event's JSON. What is told of each data subject is JSON of the same shape, holding only that:
 * `{ emails: [{ kind: 'WORK', address: 'a@b.org' }] }` becomes `{ emails: [{ kind: 'WORK' }] }` and `{ emails: [{ address: 'a@b.org' }] }`.
 * Changes `data`. Throws where a value's subject is not said.
 */
export function takePersonal(fields: PersonalFields, data: JsonObject, stream: StreamName): Map<string, JsonObject> {
  const parts = new Map<string, JsonObject>();
  take(fields, data, [data], [], (subject, path, value) => {
    const id = subject === 'stream' ? stream.id : subject;
    if (typeof id !== 'string' || id === '') throw new Error(`${path.join('.')} is personal, and its data subject's id is empty`);
    let part = parts.get(id);
    if (!part) parts.set(id, (part = {}));
    put(part, path, value);
  });
  return parts;
}

type Path = readonly (string | number)[];

function take(
  fields: PersonalFields,
  holder: JsonObject,
  scope: readonly JsonObject[],
  path: Path,
  found: (subject: Json | undefined, path: Path, value: Json) => void,
): void {
  for (const { key, subject } of fields.own) {
    const value = holder[key];
    if (value === undefined) continue;
    delete holder[key];
    found(subject === 'stream' ? subject : scope[scope.length - 1 - subject.up]![subject.key], [...path, key], value);
  }
  for (const { key, fields: inner } of fields.nested) {
    const value = holder[key] as JsonObject | JsonObject[] | undefined;
    if (Array.isArray(value)) value.forEach((element, index) => take(inner, element, [...scope, element], [...path, key, index], found));
    else if (value !== undefined) take(inner, value, [...scope, value], [...path, key], found);
  }
}

function put(part: JsonObject, path: Path, value: Json): void {
  let holder = part as Record<string | number, Json>;
  path.forEach((step, i) => {
    if (Array.isArray(holder)) while (holder.length <= (step as number)) holder.push({});
    if (i === path.length - 1) holder[step] = value;
    else holder = (holder[step] ??= typeof path[i + 1] === 'number' ? [] : {}) as typeof holder;
  });
}

/** Puts back what {@link takePersonal} took; both stay as they are. */
export function withPersonal(data: Json | undefined, part: Json): Json {
  if (Array.isArray(data) && Array.isArray(part))
    return data.map((element, i) => (i < part.length ? withPersonal(element, part[i]!) : element));
  if (!isObject(data) || !isObject(part)) return part;
  const whole = { ...data };
  for (const [key, value] of Object.entries(part)) whole[key] = withPersonal(data[key], value);
  return whole;
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
