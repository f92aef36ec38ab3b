import { randomBytes } from 'node:crypto';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException } from '@nestjs/common';
import { DomainError, InvalidInput, RuleViolated } from '@throughline/decider';
import { StoreUnavailable } from '@throughline/event-store';
import { SubjectErased } from '@throughline/keys';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError, Kind, parse, visit } from 'graphql';
import type { Log } from './log.js';

/** What a person is told of an error, in the graph as `message` and `extensions`, at the edge as the JSON body. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** BAD_USER_INPUT: what is wrong with each field, by its path in the input. RULE_VIOLATED: the fields of the record that would satisfy the rule. */
  readonly fields?: Readonly<Record<string, string>> | readonly string[];
  /** RULE_VIOLATED. */
  readonly rule?: string;
  /** INTERNAL: names the entry of the log that holds the details. */
  readonly reference?: string;
  /** RATE_LIMITED: when another attempt is taken. */
  readonly retryAfterSeconds?: number;
}

/** RATE_LIMITED: too many attempts from one place, whoever they are for. */
export class RateLimited extends DomainError {
  readonly code = 'RATE_LIMITED';
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many attempts. Try again in ${retryAfterSeconds} seconds.`);
  }
}

export function problemOf(error: unknown, log: Log, requestId?: string): Problem {
  if (error instanceof InvalidInput) return { code: error.code, message: error.message, fields: error.fields };
  if (error instanceof RuleViolated) {
    const { code, message, rule, fields } = error;
    return { code, message, rule, ...(fields.length > 0 && { fields }) };
  }
  if (error instanceof RateLimited) {
    const { code, message, retryAfterSeconds } = error;
    return { code, message, retryAfterSeconds };
  }
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  if (error instanceof SubjectErased) {
    return { code: 'RULE_VIOLATED', rule: 'subject.erased', message: 'This person has been erased; nothing can be written about them.' };
  }
  if (isUnstorable(error)) {
    const problem = 'holds a character that cannot be stored';
    return { code: 'BAD_USER_INPUT', message: `input: ${problem}`, fields: { input: problem } };
  }
  if (error instanceof StoreUnavailable || isConnectionError(error)) {
    log.warn({ error: nameOf(error) }, 'a store did not answer');
    return { code: 'UNAVAILABLE', message: 'The service cannot answer right now. Send the same command again, with the same commandId.' };
  }
  const reference = randomBytes(6).toString('hex');
  log.error({ reference, requestId, error: withoutPersonalData(error) }, 'unforeseen error');
  return { code: 'INTERNAL', message: 'Something went wrong on our side.', reference };
}

/** For the `errors` of a GraphQL answer, however it travels. */
export function presentGraphQLError(error: GraphQLError, log: Log, requestId?: string): GraphQLFormattedError {
  const { locations, path } = error;
  const present = ({ code, message, fields, rule, reference, retryAfterSeconds }: Problem): GraphQLFormattedError => ({
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: {
      code,
      ...(fields && { fields }),
      ...(rule && { rule }),
      ...(reference && { reference }),
      ...(retryAfterSeconds && { retryAfterSeconds }),
    },
  });
  let original: unknown = error.originalError;
  while (original instanceof Error && 'originalError' in original && original.originalError) original = original.originalError;
  if (original && !(original instanceof GraphQLError)) return present(problemOf(original, log, requestId));

  const input = /^Variable "\$(\w+)" got invalid value .*?(?: at "\w+\.?([^"]*)")?; (.*)$/s.exec(error.message);
  if (input) {
    const missing = /^Field "(\w+)" of required type .* was not provided\.$/.exec(input[3]!);
    const unknown = /^Field "(\w+)" is not defined by type/.exec(input[3]!);
    const path = [...(input[2]?.replaceAll('[', '.').replaceAll(']', '').split('.') ?? []), missing?.[1] ?? unknown?.[1]]
      .filter(Boolean)
      .join('.');
    const problem = missing ? 'is missing' : unknown ? 'is not a field of this input' : input[3]!;
    return present({ code: 'BAD_USER_INPUT', message: `${path || input[1]}: ${problem}`, fields: { [path || input[1]!]: problem } });
  }
  if (path) return present({ code: 'INTERNAL', message: error.message });
  const literal = pathOfLiteral(error);
  return present({
    code: 'BAD_USER_INPUT',
    message: literal ? `${literal}: ${error.message}` : error.message,
    fields: { [literal ?? 'query']: error.message },
  });
}

/** Where in the arguments the value stands that the query's text holds: `filter.closeDate.eq`; without the `input` of mutations. */
function pathOfLiteral({ source, nodes = [] }: GraphQLError): string | undefined {
  const [value] = nodes;
  if (!source || nodes.length !== 1 || !(value!.kind === Kind.STRING || value!.kind === Kind.INT || value!.kind === Kind.FLOAT))
    return undefined;
  let found: string | undefined;
  visit(parse(source.body), {
    enter(node, _key, parent, _path, ancestors) {
      if (node.kind !== value!.kind || node.loc?.start !== value!.loc?.start) return;
      found = [...ancestors, parent]
        .flatMap((it) => (it && 'kind' in it && (it.kind === Kind.ARGUMENT || it.kind === Kind.OBJECT_FIELD) ? [it.name.value] : []))
        .filter((name, depth) => depth > 0 || name !== 'input')
        .join('.');
    },
  });
  return found;
}

const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 422,
  RULE_VIOLATED: 422,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** Errors of the REST edge as JSON; those of resolvers go on to the graph. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return undefined;
    if (error instanceof RateLimited) reply.header('retry-after', error.retryAfterSeconds);
    const status = error instanceof HttpException ? error.getStatus() : clientErrorStatus(error);
    if (status !== undefined) {
      const code = status === 404 ? 'NOT_FOUND' : status === 413 ? 'TOO_LARGE' : 'BAD_USER_INPUT';
      const message =
        status === 415 ? 'This content type is not taken here. Files are sent as multipart/form-data.' : (error as Error).message;
      return reply.status(status).send({ code, message });
    }
    const problem = problemOf(error, this.log, host.switchToHttp().getRequest<FastifyRequest>().context?.requestId);
    return reply.status(statuses[problem.code] ?? 500).send(problem);
  }
}

/** Of errors that Fastify and its plugins raise for a bad request: body too large, malformed JSON, unsupported media type. */
function clientErrorStatus(error: unknown): number | undefined {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  return code?.startsWith?.('FST_') && statusCode && statusCode < 500 ? statusCode : undefined;
}

/** U+0000, which GraphQL and JSON know and PostgreSQL's text does not. */
const isUnstorable = (error: unknown) => ['22021', '22P05'].includes((error as { code?: string }).code ?? '');

function isConnectionError(error: unknown): boolean {
  const { code, message, syscall } = error as { code?: unknown; message?: string; syscall?: string };
  // Between two lives of a server on this machine its socket has no file.
  if (code === 'ENOENT') return syscall === 'connect';
  // Class 08 connection exceptions, 57P0x shutdown and crash, 53300 too many connections, 55P03 lock not had, 57014 statement time-out.
  if (typeof code === 'string') return /^(08...|57P0.|53300|55P03|57014|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code);
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(message ?? '');
}

const nameOf = (error: unknown) => (error instanceof Error ? error.constructor.name : typeof error);

/** Messages of database and parser errors quote values; only messages of programming errors are known to hold none. */
function withoutPersonalData(error: unknown) {
  const { code, stack, message } = error as { code?: unknown; stack?: string; message?: string };
  const frames = stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const tellable = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return { name: nameOf(error), ...(typeof code === 'string' && { code }), ...(tellable && { message }), frames };
}
