import type { ValueNode } from 'graphql';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const decimal = /^-?\d{1,18}(\.\d{1,9})?$/;

/** The scalars of the graph: strings in code, but for JSON, so that no value changes on its way between Postgres, events and clients. */
export const scalars = {
  Date: scalar('Date', 'a calendar day such as 2026-11-23', (text) => (day.test(text) && isRealDay(text) ? text : undefined)),
  DateTime: scalar('DateTime', 'a moment in ISO 8601 such as 2026-11-23T09:30:00Z', (text) => {
    const time = moment.test(text) && isRealDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  }),
  Decimal: scalar('Decimal', 'a decimal number such as "1200.50"', (text) => (decimal.test(text) ? text : undefined)),
  JSON: new GraphQLScalarType({
    name: 'JSON',
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  }),
};

/** `parse` answers the value as it is kept, or undefined for what is not one. */
function scalar(name: string, what: string, parse: (text: string) => string | undefined): GraphQLScalarType<string, string> {
  const read = (value: unknown, nodes?: ValueNode): string => {
    const parsed = typeof value === 'string' ? parse(value.trim()) : typeof value === 'number' ? parse(String(value)) : undefined;
    if (parsed === undefined) throw new GraphQLError(`This is not ${what}.`, { nodes });
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    parseValue: (value) => read(value),
    parseLiteral: (node) =>
      read(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined, node),
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  });
}

function isRealDay(text: string): boolean {
  const [year, month, date] = text.split('-').map(Number) as [number, number, number];
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
}
