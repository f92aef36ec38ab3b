import { type PlanNode, QueryPlanner } from '@graphql-hive/router-query-planner';
import { requestCost } from '@throughline/telemetry';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import type { ConstDirectiveNode, DocumentNode, GraphQLFormattedError, OperationDefinitionNode, SelectionNode } from 'graphql';
import {
  buildASTSchema,
  executeSync,
  getDirectiveValues,
  getVariableValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  print,
  separateOperations,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badQuery, presentError, variableError } from './errors.js';
import type { Executed } from './executor.js';
import { executePlan } from './executor.js';
import type { Limits } from './limits.js';
import { checkShape, costOf, tooComplex } from './limits.js';
import type { Log } from './log.js';
import type { Service, SubgraphAnswer, SubgraphRequest } from './subgraph.js';
import { executeOverHttp, subscribeOverHttp } from './subgraph.js';

export interface GraphOptions {
  readonly subgraphs: Readonly<Record<string, Service>>;
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
  execute(
    request: GraphRequest,
    headers: Readonly<Record<string, string>>,
    /** Told which of the request's operations is meant. */
    onOperation?: (operation: OperationDefinitionNode) => void,
  ): Promise<GraphAnswer>;
  /** As {@link execute}, for a request whose answers may be many: what a subscription tells, until `signal`. */
  subscribe(
    request: GraphRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    onOperation?: (operation: OperationDefinitionNode) => void,
  ): Promise<GraphAnswer | AsyncIterable<GraphAnswer>>;
}

type Variables = Readonly<Record<string, unknown>>;

interface Prepared {
  readonly document: DocumentNode;
  readonly operations: ReadonlyMap<string, OperationDefinitionNode>;
  /** By operation, where no variable has a part in it. */
  readonly costs: Map<OperationDefinitionNode, number>;
  /** By operation and the values of `conditions`. */
  readonly plans: LRUCache<string, Promise<Plan>>;
  readonly conditions: readonly string[];
}

interface Plan {
  readonly node?: PlanNode;
  /** One service is asked for just what the client selected: what it answers is the answer. */
  readonly isWhole: boolean;
}

/** Throws where the supergraph is none, or holds a service that `subgraphs` does not. */
export function createGraph(supergraph: string, { subgraphs, limits, introspection, timeoutMs, log }: GraphOptions): Graph {
  const composed = parse(supergraph, { noLocation: true });
  const names = serviceNames(composed);
  for (const name of names.values()) {
    if (!subgraphs[name]) throw new Error(`The supergraph holds the service "${name}", and no address of it is known.`);
  }
  const planner = new QueryPlanner(supergraph);
  const schema = buildASTSchema(transformSupergraphToPublicSchema(composed), { assumeValidSDL: true });
  const homes = homesOf(composed, names);
  const resolves = resolversOf(composed, names);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const prepared = new LRUCache<string, Prepared>({ max: 2_000, maxSize: 4_000_000, sizeCalculation: (_, query) => query.length + 1 });

  return { execute, subscribe };

  async function execute(...[request, headers, onOperation]: Parameters<Graph['execute']>): Promise<GraphAnswer> {
    const present = presenter(headers);
    try {
      const { ready, operation, variables } = understood(request, onOperation);
      if (operation.operation === 'subscription') throw badQuery('A subscription is asked for with `accept: text/event-stream`.');
      const plan = await planOf(ready, operation, variables);
      const executed = await executePlan(plan.node, {
        schema,
        homes,
        variables,
        ask: (service, request) => askService(service, { ...request, headers }),
      });
      if (plan.isWhole) {
        const errors = executed.errors.map(present);
        return { ...(errors.length && { errors }), data: errors.length && !Object.keys(executed.data).length ? null : executed.data };
      }
      return answerOf(ready.document, operation, request.variables, executed, present);
    } catch (error) {
      return { errors: problemsOf(error).map(present) };
    }
  }

  async function subscribe(
    ...[request, headers, signal, onOperation]: Parameters<Graph['subscribe']>
  ): Promise<GraphAnswer | AsyncIterable<GraphAnswer>> {
    const present = presenter(headers);
    try {
      const { ready, operation, variables } = understood(request, onOperation);
      if (operation.operation !== 'subscription') return await execute(request, headers);
      const service = homeOfSubscription(ready.document, operation);
      const subgraph = subgraphs[service]!;
      const query = print(separateOperations(ready.document)[operation.name?.value ?? '']!);
      const asked = { query, variables, headers };
      const told = await (subgraph.subscribe?.(asked, signal) ?? subscribeOverHttp(subgraph.instances, asked, timeoutMs, signal)).catch(
        (error: unknown) => notAnswered(service, headers, error),
      );
      return Symbol.asyncIterator in told ? mapped(told, (answer) => presented(answer, present)) : presented(told, present);
    } catch (error) {
      return { errors: problemsOf(error).map(present) };
    }
  }

  function presenter(headers: Readonly<Record<string, string>>) {
    return (error: GraphQLFormattedError) => presentError(error, { log, requestId: headers['x-request-id'], hints: introspection });
  }

  /** Throws what is wrong with a request before any of it runs. */
  function understood(
    { query, variables, operationName }: GraphRequest,
    onOperation: ((operation: OperationDefinitionNode) => void) | undefined,
  ): { ready: Prepared; operation: OperationDefinitionNode; variables: Variables } {
    const ready = prepared.get(query) ?? prepare(query);
    const operation = pick(ready.operations, operationName);
    onOperation?.(operation);
    checkCost(ready, operation, variables ?? {});
    const given = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 20 });
    if (given.errors) throw new AggregateError(given.errors.map(variableError));
    return { ready, operation, variables: given.coerced };
  }

  /** The one service that resolves all that a subscription selects: an event is told as it happens, without asking around. */
  function homeOfSubscription(document: DocumentNode, operation: OperationDefinitionNode): string {
    const fields: { type: string; field: string }[] = [];
    const types = new TypeInfo(schema);
    const chosen = separateOperations(document)[operation.name?.value ?? '']!;
    visit(
      chosen,
      visitWithTypeInfo(types, {
        Field({ name: { value: field } }) {
          if (!field.startsWith('__')) fields.push({ type: types.getParentType()!.name, field });
        },
      }),
    );
    const root = schema.getSubscriptionType()!.name;
    const services = [...names.values()].filter((service) =>
      fields.some(({ type, field }) => type === root && resolves(service, type, field)),
    );
    const home = services.find((service) => fields.every(({ type, field }) => resolves(service, type, field)));
    if (home) return home;
    const foreign = fields.find(({ type, field }) => !services.some((service) => resolves(service, type, field)));
    throw badQuery(
      `A subscription tells only what its own service knows${foreign ? `, which ${foreign.type}.${foreign.field} is not` : ''}. Ask for the rest by a query.`,
    );
  }

  /** What was selected, of what the services said: graphql-js knows how nulls spread, fragments apply and the schema describes itself. */
  function answerOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variableValues: GraphRequest['variables'],
    { data, errors, missing }: Executed,
    present: (error: GraphQLFormattedError) => GraphQLFormattedError,
  ): GraphAnswer {
    const known = (value: unknown): unknown => {
      if (missing.size === 0 || value === null || typeof value !== 'object') return value;
      return Array.isArray(value) ? value.map(known) : missing.has(value) ? null : value;
    };
    const selected = executeSync({
      schema,
      document,
      operationName: operation.name?.value,
      variableValues,
      rootValue: data,
      // The planner asks for the type only where something selected depends on it.
      typeResolver: (value, _context, _info, type) =>
        (value as { __typename?: string }).__typename ?? schema.getPossibleTypes(type)[0]!.name,
      fieldResolver: (source: Record<string, unknown>, _args, _context, { path }) => known(source[path.key]),
    });
    // A null where none may be follows from an error that a service told, or from a missing reference; else it is a service's mistake.
    const unexplained = errors.length || missing.size ? [] : (selected.errors ?? []);
    const told = [...errors, ...unexplained].map(present);
    return { ...(told.length && { errors: told }), data: selected.data ?? null };
  }

  function checkCost(
    { document, costs }: Prepared,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): void {
    let cost = costs.get(operation);
    if (cost === undefined) {
      const counted = costOf(schema, document, operation, variables);
      cost = counted.cost;
      if (!counted.byVariables) costs.set(operation, cost);
    }
    requestCost.observe(cost);
    if (cost > limits.cost)
      throw tooComplex(`The query may touch about ${cost} records; ${limits.cost} are allowed. Ask for smaller pages.`);
  }

  /** One plan for each way that the conditions (`@include`, `@skip`) of a query can turn out. */
  async function planOf(
    { document, plans, conditions }: Prepared,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): Promise<Plan> {
    const key = [operation.name?.value, ...conditions.map((name) => variables[name] === true)].join();
    let plan = plans.get(key);
    if (!plan) {
      plan = makePlan(document, operation, variables);
      plans.set(key, plan);
      plan.catch(() => plans.delete(key));
    }
    return plan;
  }

  async function makePlan(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Promise<Plan> {
    const { text, added, isEmpty } = forServices(document, operation, variables);
    if (isEmpty) return { isWhole: false };
    const { node } = await planner.planAsync(text, operation.name?.value, new Set(), 0);
    // The planner may ask for more type names than the client did.
    const typenames = (query: string) => query.split('__typename').length;
    const isWhole = !added && node?.kind === 'Fetch' && !node.outputRewrites?.length && typenames(node.operation) === typenames(text);
    return { node, isWhole };
  }

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
    const entry = {
      document,
      operations: new Map(operations.map((node) => [node.name?.value ?? '', node])),
      costs: new Map(),
      plans: new LRUCache<string, Promise<Plan>>({ max: 50 }),
      conditions: conditionsOf(document),
    };
    prepared.set(query, entry);
    return entry;
  }

  async function askService(name: string, request: SubgraphRequest): Promise<SubgraphAnswer> {
    const subgraph = subgraphs[name]!;
    try {
      return subgraph.execute ? await subgraph.execute(request) : await executeOverHttp(subgraph.instances, request, timeoutMs);
    } catch (error) {
      return notAnswered(name, request.headers, error);
    }
  }

  function notAnswered(name: string, headers: Readonly<Record<string, string>>, error: unknown): SubgraphAnswer {
    log.warn({ service: name, requestId: headers['x-request-id'], reason: (error as Error).message }, 'a service did not answer');
    const message = `${name} cannot answer right now. Send the same request again, a command with the same commandId.`;
    return { errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] };
  }
}

const isAboutSchema = (node: SelectionNode) => node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type');

/**
 * The document as far as services have a part in it under these variables, so that the planner sees no conditions, which it does not always
 * get right. `added` tells that it differs from what the client selected in more than that.
 */
function forServices(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): { text: string; added: boolean; isEmpty: boolean } {
  let added = false;
  let isEmpty = false;
  const enter = <T extends SelectionNode>(node: T): T | null | undefined => {
    if (isAboutSchema(node)) {
      added = true;
      return null;
    }
    if (!node.directives?.length) return undefined;
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return null;
    if (getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] === false) return null;
    return { ...node, directives: [] };
  };
  const text = visit(document, {
    Field: { enter },
    InlineFragment: { enter },
    FragmentSpread: { enter },
    SelectionSet: {
      leave(node, _key, parent) {
        if (node.selections.length) return undefined;
        added = true;
        if (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION && parent.name?.value === operation.name?.value)
          isEmpty = true;
        return { ...node, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] };
      },
    },
  });
  return { text: print(text), added, isEmpty };
}

/** The variables that `@include` and `@skip` look at. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: [condition] = [] }) {
      if (condition?.value.kind === Kind.VARIABLE) names.add(condition.value.name.value);
    },
  });
  return [...names];
}

function pick(operations: ReadonlyMap<string, OperationDefinitionNode>, name: string | null | undefined): OperationDefinitionNode {
  const operation = name ? operations.get(name) : operations.size === 1 ? operations.values().next().value : undefined;
  if (!operation)
    throw badQuery(
      name ? `There is no operation "${name}" in the query.` : operations.size ? 'Say which by operationName.' : 'There is no operation.',
    );
  return operation;
}

/** What was thrown before or instead of execution: refusals of ours, or a mistake. */
function problemsOf(error: unknown): GraphQLFormattedError[] {
  if (error instanceof AggregateError) return error.errors.flatMap(problemsOf);
  return [error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })];
}

/** The services of a supergraph, by the names that its directives give them: SALES → sales. */
export function serviceNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const graphs = supergraph.definitions.find((node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph');
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('This is no supergraph: it names no services.');
  return new Map(
    graphs.values?.map((value) => [value.name.value, argumentOf(value.directives?.[0], 'name') ?? value.name.value.toLowerCase()]),
  );
}

/** By type, the service that its records live in: the one that knows their revision. Others may add fields to them. */
function homesOf(supergraph: DocumentNode, names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const revision = type.fields?.find(({ name }) => name.value === 'revision');
    if (!revision) continue;
    const ofField = revision.directives?.filter(({ name }) => name.value === 'join__field') ?? [];
    const graphs = ofField.length ? ofField : (type.directives?.filter(({ name }) => name.value === 'join__type') ?? []);
    const home = graphs.length === 1 ? names.get(argumentOf(graphs[0], 'graph') ?? '') : undefined;
    if (home) homes.set(type.name.value, home);
  }
  return homes;
}

/** Whether a service resolves a field of a type. */
function resolversOf(supergraph: DocumentNode, names: ReadonlyMap<string, string>) {
  const known = new Set<string>();
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const graphsIn = (directives: readonly ConstDirectiveNode[] = [], name: string) =>
      directives
        .filter((directive) => directive.name.value === name && !directive.arguments?.some(({ name }) => name.value === 'external'))
        .map((directive) => argumentOf(directive, 'graph') ?? '');
    const ofType = graphsIn(type.directives, 'join__type');
    for (const { name, directives } of type.fields ?? []) {
      const everywhere = !directives?.some((directive) => directive.name.value === 'join__field');
      for (const graph of everywhere ? ofType : graphsIn(directives, 'join__field'))
        known.add(`${names.get(graph)} ${type.name.value}.${name.value}`);
    }
  }
  return (service: string, type: string, field: string): boolean => known.has(`${service} ${type}.${field}`);
}

function presented({ data, errors }: SubgraphAnswer, present: (error: GraphQLFormattedError) => GraphQLFormattedError): GraphAnswer {
  return { ...(errors?.length && { errors: errors.map(present) }), ...(data !== undefined && { data }) };
}

/** Not a generator, which could not be told to end while it waits for the next. */
function mapped<T, U>(source: AsyncIterable<T>, map: (value: T) => U): AsyncIterable<U> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          const { done, value } = await iterator.next();
          return done ? { done, value: undefined } : { done: false, value: map(value) };
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
