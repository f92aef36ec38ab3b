import { randomBytes } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Log } from './log.js';

/** The codes that clients may rely on. Whatever else comes up is INTERNAL. */
const CODES: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'RULE_VIOLATED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'TOO_COMPLEX',
  'UNAVAILABLE',
  'INTERNAL',
]);

/** A refusal of the gateway's own. */
export function refusal(code: string, message: string, details: { fields?: Record<string, string> } = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}

/** An operation that the graph does not know, or that is no GraphQL at all. */
export const badQuery = (message: string) => refusal('BAD_USER_INPUT', message, { fields: { query: message } });

/**
 * An error as the client reads it. Known codes pass with their `fields`, `rule` and `reference`; everything else, from whichever service, is
 * logged under a reference and shows only that. `hints` keeps graphql-js' "Did you mean", which tells names of the schema.
 */
export function presentError(
  error: Partial<GraphQLFormattedError>,
  { log, requestId, hints }: { log: Log; requestId?: string; hints: boolean },
): GraphQLFormattedError {
  const { message = '', path } = error;
  const { code, fields, rule, reference, retryAfterSeconds } = (error.extensions ?? {}) as Record<string, unknown>;
  const present = (text: string, extensions: Record<string, unknown>) => ({ message: text, ...(path && { path }), extensions });
  if (code === 'INTERNAL' && reference) return present('Something went wrong on our side.', { code, reference });
  if (CODES.has(code) && code !== 'INTERNAL') {
    return present(hints ? message : withoutHints(message), {
      code,
      ...(fields !== undefined && { fields: hints ? fields : withoutHintsIn(fields) }),
      ...(rule !== undefined && { rule }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
  }
  const logged = randomBytes(6).toString('hex');
  log.error({ reference: logged, requestId, code, path: path?.join('.'), cause: causeOf(error) }, 'unforeseen error');
  return present('Something went wrong on our side.', { code: 'INTERNAL', reference: logged });
}

/** The errors that coercing variables raises, in the words and with the paths of an input: `emails.0.address: is missing`. */
export function variableError(error: Error): GraphQLError {
  const input = /^Variable "\$(\w+)" got invalid value .*?(?: at "\w+\.?([^"]*)")?; (.*)$/s.exec(error.message);
  const absent = /^Variable "\$(\w+)" of required type/.exec(error.message);
  if (absent) return refusal('BAD_USER_INPUT', error.message, { fields: { [absent[1]!]: 'is missing' } });
  if (!input) return refusal('BAD_USER_INPUT', error.message);
  const missing = /^Field "(\w+)" of required type .* was not provided\.$/.exec(input[3]!)?.[1];
  const unknown = /^Field "(\w+)" is not defined by type/.exec(input[3]!)?.[1];
  const path =
    [...(input[2] ?? '').replaceAll('[', '.').replaceAll(']', '').split('.'), missing ?? unknown].filter(Boolean).join('.') || input[1]!;
  const problem = missing ? 'is missing' : unknown ? 'is not a field of this input' : input[3]!;
  return refusal('BAD_USER_INPUT', `${path}: ${problem}`, { fields: { [path]: problem } });
}

const withoutHints = (text: string) => text.replace(/ Did you mean .*\?$/s, '');

function withoutHintsIn(fields: unknown): unknown {
  if (!fields || typeof fields !== 'object') return fields;
  return Object.fromEntries(Object.entries(fields).map(([path, text]) => [path, typeof text === 'string' ? withoutHints(text) : text]));
}

/** Where it happened, without its message, which may quote what a person wrote. */
function causeOf(error: object) {
  const original = (error as { originalError?: unknown }).originalError ?? error;
  if (!(original instanceof Error)) return undefined;
  const frames = original.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const tellable = original instanceof TypeError || original instanceof RangeError || original instanceof ReferenceError;
  return { name: original.name, ...(tellable && { message: original.message }), frames };
}
