import { readFileSync } from 'node:fs';
import {
  type EnumTypeDefinitionNode,
  type InputObjectTypeDefinitionNode,
  Kind,
  parse,
  print,
  type TypeNode,
  visit,
  type DefinitionNode,
  type DocumentNode,
} from 'graphql';
import type { Field, RecordType } from '../record-type.js';

const shared = parse(readFileSync(new URL('../../filters.graphql', import.meta.url), 'utf8'));

const filterByKind: Readonly<Record<Field['kind'], string | undefined>> = {
  id: 'IdFilter', reference: 'IdFilter', references: 'IdFilter',
  text: 'TextFilter', longText: 'TextFilter', email: 'TextFilter', phone: 'TextFilter', url: 'TextFilter', tags: 'TagsFilter',
  boolean: 'BooleanFilter', integer: 'IntFilter', decimal: 'DecimalFilter', money: 'DecimalFilter', date: 'DateFilter', dateTime: 'DateTimeFilter',
  enum: undefined,
}; // prettier-ignore

/**
 * What is missing or wrong in a schema for a record's lists, in words; empty when its `<Type>Filter` and `<Type>OrderField` name just the record's
 * fields and the shared types stand there as in `filters.graphql`. For a service's spec:
 * `expect(schemaProblems(contactRecord, sdl)).toEqual([])`.
 */
export function schemaProblems(record: RecordType, sdl: string): string[] {
  const schema = parse(sdl);
  const filter = `${record.name}Filter`;
  const wanted: Record<string, string> = { and: `[${filter}!]`, or: `[${filter}!]`, not: filter };
  for (const field of record.fields) if (field.filterable !== false) wanted[field.key] = filterByKind[field.kind] ?? 'its enum’s filter';
  const orders = record.fields.filter((field) => field.sortable).map(({ key }) => key);
  return [...sharedProblems(schema), ...filterProblems(schema, filter, wanted), ...orderProblems(schema, record, orders)];
}

/** A Jest-friendly form of {@link schemaProblems}: throws with the problems listed. */
export function expectSchemaCovers(record: RecordType, sdl: string): void {
  const problems = schemaProblems(record, sdl);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function sharedProblems(schema: DocumentNode): string[] {
  return shared.definitions.flatMap((definition) => {
    const name = nameOf(definition)!;
    const found = schema.definitions.find((other) => nameOf(other) === name);
    if (!found) return isUsed(schema, name) ? [`${name} is missing: take it from filters.graphql`] : [];
    return bare(found) === bare(definition) ? [] : [`${name} is not as in filters.graphql`];
  });
}

function filterProblems(schema: DocumentNode, name: string, wanted: Record<string, string>): string[] {
  const found = schema.definitions.find(
    (node): node is InputObjectTypeDefinitionNode => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && node.name.value === name,
  );
  if (!found) return [`input ${name} is missing`];
  const types = new Map((found.fields ?? []).map((field) => [field.name.value, print(field.type satisfies TypeNode)]));
  return [
    ...Object.entries(wanted).flatMap(([key, type]) => {
      const actual = types.get(key);
      if (!actual) return [`${name}.${key} is missing: ${type}`];
      return actual === type || (type.startsWith('its enum') && actual.endsWith('Filter'))
        ? []
        : [`${name}.${key} is ${actual}, not ${type}`];
    }),
    ...[...types.keys()].filter((key) => !(key in wanted)).map((key) => `${name}.${key} is no field of the record`),
  ];
}

function orderProblems(schema: DocumentNode, record: RecordType, keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  const name = `${record.name}OrderField`;
  const found = schema.definitions.find(
    (node): node is EnumTypeDefinitionNode => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === name,
  );
  if (!found) return [`enum ${name} is missing`];
  const values = (found.values ?? []).map((value) => value.name.value);
  return [
    ...keys.filter((key) => !values.includes(key)).map((key) => `${name}.${key} is missing`),
    ...values.filter((key) => !keys.includes(key)).map((key) => `${name}.${key} is no sortable field of the record`),
  ];
}

function nameOf(definition: DefinitionNode): string | undefined {
  return 'name' in definition ? definition.name?.value : undefined;
}

function isUsed(schema: DocumentNode, name: string): boolean {
  let used = false;
  visit(schema, { NamedType: (node) => void (used ||= node.name.value === name) });
  return used;
}

function bare(definition: DefinitionNode): string {
  return print(visit(definition, { enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined) }));
}
