import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNode,
  FlattenNodePathSegment,
  PlanNode,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { isAbstractType, isObjectType } from 'graphql';
import type { SubgraphAnswer } from './subgraph.js';

export interface Execution {
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Asks a service. Never rejects. */
  readonly ask: (service: string, request: { query: string; operationName?: string; variables?: Obj }) => Promise<SubgraphAnswer>;
  /** By type, the service that its records live in. */
  readonly homes: ReadonlyMap<string, string>;
}

export interface Executed {
  /** What the services said, merged, by response keys; it may hold more than was selected. */
  readonly data: Obj;
  readonly errors: readonly GraphQLFormattedError[];
  /** Objects in `data` that are references to records which their home service does not know, or hides: they show as null. */
  readonly missing: ReadonlySet<object>;
}

type Obj = Record<string, unknown>;
type Place = readonly (string | number)[];
type Where = readonly FlattenNodePathSegment[];
/** An object in the data that a service is asked more about, and where it stands. */
type Target = { readonly object: Obj; readonly place: Place };
/** A variable's references, each once, and their indexes by their text. */
type References = { readonly list: Obj[]; readonly indexes: Map<string, number> };

/** Carries a query plan out: asks the services in the plan's order, and merges what they answer. */
export async function executePlan(plan: PlanNode | undefined, { schema, variables, ask, homes }: Execution): Promise<Executed> {
  const data: Obj = {};
  const errors: GraphQLFormattedError[] = [];
  const missing = new Set<object>();
  if (plan) await run(plan);
  return { data, errors, missing };

  async function run(node: PlanNode): Promise<void> {
    switch (node.kind) {
      case 'Sequence':
        for (const each of node.nodes) await run(each);
        return;
      case 'Parallel':
        await Promise.all(node.nodes.map(run));
        return;
      case 'Fetch':
        return fetchRoot(node);
      case 'Flatten':
        return fetchEntities(node);
      case 'BatchFetch':
        return fetchBatch(node);
      default:
        throw new Error(`The plan holds a ${node.kind} node, which is not served.`);
    }
  }

  async function fetchRoot(node: FetchNode): Promise<void> {
    const answer = await ask(node.serviceName, { query: node.operation, operationName: node.operationName, variables: used(node) });
    errors.push(...(answer.errors ?? []));
    if (answer.data) merge(data, rewritten(answer.data as Obj, node.outputRewrites));
  }

  /** A fetch of one kind of entity is a batch of one. */
  function fetchEntities({ path, node }: FlattenNode): Promise<void> {
    if (node.kind !== 'Fetch' || !node.requires) throw new Error('The plan asks for entities without saying by what.');
    const { requires, inputRewrites, outputRewrites } = node;
    const entities = {
      alias: '_entities',
      representationsVariableName: 'representations',
      paths: [path],
      requires,
      inputRewrites,
      outputRewrites,
    };
    return fetchBatch({ ...node, kind: 'BatchFetch', entityBatch: { aliases: [entities] } });
  }

  async function fetchBatch(node: BatchFetchNode): Promise<void> {
    const byVariable = new Map<string, References>();
    const aliases = node.entityBatch.aliases.map((alias) => {
      const name = alias.representationsVariableName;
      const references = byVariable.get(name) ?? { list: [], indexes: new Map() };
      byVariable.set(name, references);
      return { ...alias, list: references.list, targets: collect(alias, references) };
    });
    if (aliases.every(({ targets }) => targets.size === 0)) return;

    const asked = Object.fromEntries([...byVariable].map(([name, { list }]) => [name, list]));
    const request = { query: node.operation, operationName: node.operationName, variables: { ...used(node), ...asked } };
    const answer = await ask(node.serviceName, request);

    for (const error of answer.errors ?? []) locate(error, aliases);
    for (const { alias, list, targets, outputRewrites } of aliases) {
      const found = answer.data?.[alias];
      if (!Array.isArray(found)) continue;
      for (const [index, places] of targets) {
        const entity = rewritten(found[index] as Obj | null, outputRewrites);
        // Services that only add fields to another's records may know fewer of them; then these fields are null.
        const isMissing = entity === null && homes.get(String(list[index]!['__typename'])) === node.serviceName;
        for (const { object } of places) {
          if (entity) merge(object, entity);
          else if (isMissing) missing.add(object);
        }
      }
    }
  }

  /** The targets of an alias, by the index of their reference in the variable. */
  function collect({ paths, requires, inputRewrites }: EntityBatchAlias, { list, indexes }: References): Map<number, Target[]> {
    const targets = new Map<number, Target[]>();
    for (const target of paths.flatMap(targetsAt)) {
      const { __typename } = target.object;
      const required = __typename === undefined ? undefined : project(requires, target.object);
      if (!required) continue;
      const reference = rewritten<Obj>({ __typename, ...required }, inputRewrites);
      const text = JSON.stringify(reference);
      let index = indexes.get(text);
      if (index === undefined) indexes.set(text, (index = list.push(reference) - 1));
      const others = targets.get(index);
      if (others) others.push(target);
      else targets.set(index, [target]);
    }
    return targets;
  }

  /** The variables that a fetch uses, as far as the client gave them: absent is not null. */
  function used({ variableUsages }: FetchNode | BatchFetchNode): Obj | undefined {
    const given = variableUsages?.filter((name) => name in variables);
    return given?.length ? Object.fromEntries(given.map((name) => [name, variables[name]])) : undefined;
  }

  /** An error about a reference is one at each place where that record stands. */
  function locate(
    error: GraphQLFormattedError,
    aliases: readonly { alias: string; paths: Where[]; targets: Map<number, Target[]> }[],
  ): void {
    const [key, index, ...below] = error.path ?? [];
    const alias = aliases.find((each) => each.alias === key) ?? aliases[0]!;
    const targets = alias.alias === key ? alias.targets.get(index as number) : undefined;
    if (targets) errors.push(...targets.map(({ place }) => ({ ...error, path: [...place, ...below] })));
    else
      errors.push({ ...error, path: alias.paths[0]!.flatMap((segment) => (segment !== '@' && 'Field' in segment ? [segment.Field] : [])) });
  }

  function targetsAt(where: Where): Target[] {
    const targets: Target[] = [];
    descend(data, 0, []);
    return targets;

    function descend(value: unknown, depth: number, place: Place): void {
      if (value === null || typeof value !== 'object') return;
      const segment = where[depth];
      if (Array.isArray(value)) {
        const next = segment === '@' ? depth + 1 : depth;
        value.forEach((element, index) => descend(element, next, [...place, index]));
      } else if (segment === undefined) {
        targets.push({ object: value as Obj, place });
      } else if (segment !== '@' && 'Field' in segment) {
        descend((value as Obj)[segment.Field], depth + 1, [...place, segment.Field]);
      } else if (segment !== '@') {
        const { __typename } = value as Obj;
        if (__typename === undefined || segment.TypeCondition.some((condition) => isA(__typename, condition)))
          descend(value, depth + 1, place);
      }
    }
  }

  /** What a service requires of an object to know the record; undefined where it is not there. */
  function project(requires: readonly RequiresSelection[], object: Obj): Obj | undefined {
    const result: Obj = {};
    for (const selection of requires) {
      if (selection.kind === 'InlineFragment') {
        if (isA(object['__typename'], selection.typeCondition)) merge(result, project(selection.selections, object) ?? {});
      } else if (selection.kind === 'Field') {
        const key = selection.alias ?? selection.name;
        const value = object[selection.name] ?? object[key];
        const { selections } = selection;
        const projected = selections ? mapped(value, (each) => project(selections, each)) : value;
        if (projected !== undefined && projected !== null) result[key] = projected;
      }
    }
    return Object.keys(result).some((key) => key !== '__typename') ? result : undefined;
  }

  function isA(typename: unknown, condition: string): boolean {
    if (typename === condition) return true;
    const [type, wanted] = [schema.getType(String(typename)), schema.getType(condition)];
    return isAbstractType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
  }

  /** Puts right, in place, what the plan had to ask under another name or type. */
  function rewritten<T extends Obj | null>(value: T, rewrites: readonly FetchRewrite[] | undefined): T {
    for (const rewrite of rewrites ?? []) {
      if ('KeyRenamer' in rewrite) {
        const { path, renameKeyTo } = rewrite.KeyRenamer;
        at(value, path, (object, key) => {
          if (!(key in object)) return;
          object[renameKeyTo] = object[key];
          delete object[key];
        });
      } else {
        const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
        at(value, path, (object, key) => (object[key] = setValueTo));
      }
    }
    return value;
  }

  function at(value: unknown, path: readonly FetchNodePathSegment[], change: (object: Obj, key: string) => void): void {
    if (Array.isArray(value)) return value.forEach((each) => at(each, path, change));
    const [segment, ...rest] = path;
    if (value === null || typeof value !== 'object' || !segment) return;
    const object = value as Obj;
    if ('TypenameEquals' in segment) {
      const { __typename } = object;
      if (__typename === undefined || segment.TypenameEquals.some((name) => isA(__typename, name))) at(object, rest, change);
    } else if (rest.length) at(object[segment.Key], rest, change);
    else change(object, segment.Key);
  }
}

function mapped(value: unknown, each: (object: Obj) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => mapped(element, each));
  return value !== null && typeof value === 'object' ? each(value as Obj) : undefined;
}

/** Into `target`, deeply; lists element by element. A service that knows nothing of a field takes nothing away from one that does. */
function merge(target: Obj, source: Obj): void {
  for (const [key, value] of Object.entries(source)) {
    // Never the prototype of all objects, whatever a service answers; aliases of that name are refused before.
    if (key !== '__proto__') target[key] = merged(target[key], value);
  }
}

function merged(old: unknown, value: unknown): unknown {
  if (old === undefined || old === null) return value;
  if (value === undefined || value === null) return old;
  if (Array.isArray(old) && Array.isArray(value)) return value.map((each, index) => merged(old[index], each));
  if (typeof old === 'object' && typeof value === 'object') {
    merge(old as Obj, value as Obj);
    return old;
  }
  return value;
}
