import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { defaultPrintFn } from '@graphql-tools/executor-common';
import type { DocumentNode, ExecutionResult, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  buildSchema,
  GraphQLError,
  isEnumType,
  isObjectType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badQuery, presentError, refusal, variableError } from './errors.js';
import type { Limits } from './limits.js';
import { checkShape, costOf, tooComplex } from './limits.js';
import type { Log } from './log.js';
import type { Subgraph, SubgraphAnswer } from './subgraph.js';
import { executeOverHttp } from './subgraph.js';

export interface GraphOptions {
  readonly subgraphs: Readonly<Record<string, Subgraph>>;
  readonly limits: Limits;
  /** Whether clients may ask for the schema, and are helped by "Did you mean". */
  readonly introspection: boolean;
  /** Milliseconds that a service over HTTP has for an answer. */
  readonly timeoutMs: number;
  readonly log: Log;
}

export interface GraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** `data` is absent where the operation was refused before any of it ran. */
export interface GraphAnswer {
  data?: unknown;
  errors?: GraphQLFormattedError[];
}

export interface Graph {
  /** Never rejects: what goes wrong is among `errors`. `headers` are what the services are told, `x-request-id` among them. */
  execute(request: GraphRequest, headers: Readonly<Record<string, string>>): Promise<GraphAnswer>;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly operations: ReadonlyMap<string, OperationDefinitionNode>;
  /** By operation, where no variable has a part in it. */
  readonly costs: Map<OperationDefinitionNode, number>;
}

/** Throws where the supergraph is none, or holds a service that `subgraphs` does not. */
export async function createGraph(supergraph: string, { subgraphs, limits, introspection, timeoutMs, log }: GraphOptions): Promise<Graph> {
  const composed = buildSchema(supergraph, { assumeValidSDL: true });
  const names = serviceNames(composed);
  for (const name of names.values()) {
    if (!subgraphs[name]) throw new Error(`The supergraph holds the service "${name}", and no address of it is known.`);
  }
  const { executor, unifiedGraph: schema } = await unifiedGraphHandler({
    unifiedGraph: composed,
    getUnifiedGraphSDL: () => supergraph,
    onSubgraphExecute: (name, { document, variables, operationName, context }) =>
      askService(
        name,
        document,
        variables,
        operationName,
        (context as { headers: Record<string, string> }).headers,
      ) as Promise<ExecutionResult>,
  });

  const homes = homesOf(composed, names);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  // Validated documents by their text: the planner keeps a plan with each.
  const prepared = new LRUCache<string, Prepared>({ max: 2_000, maxSize: 4_000_000, sizeCalculation: (_, query) => query.length + 1 });

  return {
    async execute({ query, variables, operationName }, headers) {
      const present = (error: GraphQLFormattedError) =>
        presentError(error, { log, requestId: headers['x-request-id'], hints: introspection });
      try {
        const { document, operations, costs } = prepared.get(query) ?? prepare(query);
        const operation = pick(operations, operationName);
        let cost = costs.get(operation);
        if (cost === undefined) {
          const counted = costOf(schema, document, operation, variables ?? {});
          cost = counted.cost;
          if (!counted.byVariables) costs.set(operation, cost);
        }
        if (cost > limits.cost)
          throw tooComplex(`The query may touch about ${cost} records; ${limits.cost} are allowed. Ask for smaller pages.`);
        const result = (await executor!({
          document,
          variables: variables ?? {},
          operationName: operationName ?? undefined,
          context: { headers },
        })) as ExecutionResult;
        const errors = result.errors?.map((error) => present(error));
        return { ...(errors && { errors }), data: result.data ?? null };
      } catch (error) {
        return { errors: problemsOf(error).map((problem) => present(problem)) };
      }
    },
  };

  function prepare(query: string): Prepared {
    let document: DocumentNode;
    try {
      document = parse(query, { noLocation: false, maxTokens: limits.tokens });
    } catch (error) {
      const { message } = error as Error;
      throw /maximum|exceeded|tokens/i.test(message) && /token/i.test(message)
        ? tooComplex(`The query is longer than the ${limits.tokens} tokens that are allowed.`)
        : badQuery(message);
    }
    checkShape(document, limits);
    const errors = validate(schema, document, rules, { maxErrors: 20 });
    if (errors.length) throw new AggregateError(errors.map(({ message }) => badQuery(message)));
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const entry = { document, operations: new Map(operations.map((node) => [node.name?.value ?? '', node])), costs: new Map() };
    prepared.set(query, entry);
    return entry;
  }

  async function askService(
    name: string,
    document: DocumentNode,
    variables: Record<string, unknown> | undefined,
    operationName: string | undefined,
    headers: Record<string, string>,
  ): Promise<SubgraphAnswer> {
    const { query, entities } = fetchOf(document);
    const subgraph = subgraphs[name]!;
    const request = { query, variables, operationName, headers };
    let result: SubgraphAnswer;
    try {
      result = subgraph.execute ? await subgraph.execute(request) : await executeOverHttp(subgraph.url, request, timeoutMs);
    } catch (error) {
      log.warn({ service: name, requestId: headers['x-request-id'], reason: (error as Error).message }, 'a service did not answer');
      return {
        errors: [
          refusal('UNAVAILABLE', `${name} cannot answer right now. Send the same request again, a command with the same commandId.`),
        ],
      };
    }
    for (const { key, variable } of entities) {
      const found = result.data?.[key];
      const asked = variables?.[variable];
      if (Array.isArray(found) && Array.isArray(asked)) markMissing(name, found, asked as { __typename: string }[]);
    }
    return result;
  }

  /**
   * A reference whose home service does not know the record, or hides it, is null as a whole, not an object with an id and nulls. The
   * executor has no such notion; an object of a type that does not exist is what it shows as null.
   */
  function markMissing(service: string, found: unknown[], asked: readonly { __typename: string }[]): void {
    for (const [index, entity] of found.entries()) {
      if (entity === null && homes.get(asked[index]!.__typename) === service) found[index] = { __typename: '' };
    }
  }
}

function pick(operations: ReadonlyMap<string, OperationDefinitionNode>, name: string | null | undefined): OperationDefinitionNode {
  const operation = name ? operations.get(name) : operations.size === 1 ? operations.values().next().value : undefined;
  if (!operation)
    throw badQuery(
      name ? `There is no operation "${name}" in the query.` : operations.size ? 'Say which by operationName.' : 'There is no operation.',
    );
  if (operation.operation === 'subscription') throw badQuery('Subscriptions are not served here.');
  return operation;
}

/** What was thrown before or instead of execution: refusals of ours, graphql-js' words on variables, or a mistake. */
function problemsOf(error: unknown): GraphQLFormattedError[] {
  if (error instanceof AggregateError) return error.errors.flatMap(problemsOf);
  if (error instanceof GraphQLError)
    return [error.extensions['code'] ? error : /^Variable "\$/.test(error.message) ? variableError(error) : error];
  return [new GraphQLError('', { originalError: error as Error })];
}

interface Fetch {
  readonly query: string;
  /** The keys of the answer that hold entities, each with the variable that holds the references asked for. */
  readonly entities: readonly { readonly key: string; readonly variable: string }[];
}

const fetches = new WeakMap<DocumentNode, Fetch>();

function fetchOf(document: DocumentNode): Fetch {
  let fetch = fetches.get(document);
  if (!fetch) {
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
    const entities = operation.selectionSet.selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD || node.name.value !== '_entities') return [];
      const value = node.arguments?.[0]?.value;
      return value?.kind === Kind.VARIABLE ? [{ key: node.alias?.value ?? node.name.value, variable: value.name.value }] : [];
    });
    fetches.set(document, (fetch = { query: defaultPrintFn(document), entities }));
  }
  return fetch;
}

/** The services of a supergraph, by the names that its directives give them: SALES → sales. */
export function serviceNames(supergraph: GraphQLSchema): Map<string, string> {
  const graphs = supergraph.getType('join__Graph');
  if (!isEnumType(graphs)) throw new Error('This is no supergraph: it names no services.');
  return new Map(
    graphs.getValues().map(({ name, astNode }) => {
      const value = astNode?.directives?.[0]?.arguments?.find((argument) => argument.name.value === 'name')?.value;
      return [name, value?.kind === Kind.STRING ? value.value : name.toLowerCase()];
    }),
  );
}

/** The service each record lives in, which is the one that knows its revision. Others may add fields to it, and know fewer of them. */
function homesOf(supergraph: GraphQLSchema, names: ReadonlyMap<string, string>): Map<string, string> {
  const homes = new Map<string, string>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const ofField = type.getFields()['revision']?.astNode?.directives?.filter(({ name }) => name.value === 'join__field');
    const directives = ofField?.length ? ofField : ofField && type.astNode?.directives?.filter(({ name }) => name.value === 'join__type');
    const graph = directives?.length === 1 ? directives[0]!.arguments?.find(({ name }) => name.value === 'graph')?.value : undefined;
    if (graph?.kind === Kind.ENUM) homes.set(type.name, names.get(graph.value)!);
  }
  return homes;
}
