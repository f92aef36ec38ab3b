import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { GraphQLInt, getNamedType, getNullableType, isCompositeType, isListType, isObjectType, isInterfaceType, Kind } from 'graphql';
import { refusal } from './errors.js';

/** What one request may ask for. Above it, TOO_COMPLEX. */
export interface Limits {
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Fields below one another, fragments spread. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /**
   * About the number of records an answer can hold: a field that holds an object is 1, a list counts its page (`first`, else its default) times
   * what each element holds, a mutation is 10 more. Leaves are free.
   */
  readonly cost: number;
  /** Bytes of a request's body, for everything but imports. */
  readonly bodyBytes: number;
  /** Open subscriptions of one person, or of one program's key. */
  readonly streams: number;
}

export const defaultLimits: Limits = {
  tokens: 4_000,
  depth: 16,
  aliases: 100,
  directives: 50,
  cost: 20_000,
  bodyBytes: 1_000_000,
  streams: 20,
};

/** Of a connection whose `first` says nothing and has no default; of a list without pages. */
const PAGE = 50;
const LIST = 10;

export const tooComplex = (message: string) => refusal('TOO_COMPLEX', message);

/** What can be told before validation, so that validation is never asked of something enormous. Fragments may still form cycles here. */
export function checkShape(document: DocumentNode, limits: Limits): void {
  const fragments = fragmentsOf(document);
  let aliases = 0;
  let directives = 0;

  const depths = new Map<string, number>();
  const depthOf = (set: SelectionSetNode): number => {
    let deepest = 0;
    for (const node of set.selections) {
      directives += node.directives?.length ?? 0;
      let depth: number;
      if (node.kind === Kind.FIELD) {
        if (node.alias) aliases++;
        if (node.alias?.value.startsWith('__') && node.alias.value !== node.name.value) throw reserved(node.alias.value);
        // The graph's description has a depth of its own, which graphql-js' rules limit.
        depth =
          node.name.value === '__schema' || node.name.value === '__type' ? 0 : 1 + (node.selectionSet ? depthOf(node.selectionSet) : 0);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        depth = depthOf(node.selectionSet);
      } else {
        depth = depthOfFragment(node.name.value);
      }
      if (depth > deepest) deepest = depth;
    }
    return deepest;
  };
  const depthOfFragment = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0);
    const fragment = fragments.get(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    depths.set(name, depth);
    return depth;
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    directives += definition.directives?.length ?? 0;
    const depth = depthOf(definition.selectionSet);
    if (depth > limits.depth) throw tooComplex(`The query is ${depth} fields deep; ${limits.depth} are allowed.`);
  }
  if (aliases > limits.aliases) throw tooComplex(`The query has ${aliases} aliases; ${limits.aliases} are allowed.`);
  if (directives > limits.directives) throw tooComplex(`The query has ${directives} directives; ${limits.directives} are allowed.`);
}

/** Answers are merged by their names: one that JavaScript or the planner gives a meaning of its own is no name for a field. */
const reserved = (alias: string) => refusal('BAD_USER_INPUT', `The alias ${alias} begins with __, which GraphQL keeps for itself.`);

/** The cost of a valid operation, and whether its variables have a part in it. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): { cost: number; byVariables: boolean } {
  const fragments = fragmentsOf(document);
  const seen = new Map<string, number>();
  let byVariables = false;

  const ofSet = (set: SelectionSetNode, typeName: string, page: number | undefined): number => {
    const type = schema.getType(typeName);
    let sum = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        if (!isObjectType(type) && !isInterfaceType(type)) continue;
        const field = type.getFields()[node.name.value];
        if (field && node.selectionSet) sum += ofField(node, field, page);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        sum += ofSet(node.selectionSet, node.typeCondition?.name.value ?? typeName, page);
      } else {
        const fragment = fragments.get(node.name.value)!;
        const key = `${node.name.value} ${page}`;
        let cost = seen.get(key);
        if (cost === undefined) seen.set(key, (cost = ofSet(fragment.selectionSet, fragment.typeCondition.name.value, page)));
        sum += cost;
      }
    }
    return sum;
  };

  const ofField = (node: FieldNode, field: GraphQLField<unknown, unknown>, page: number | undefined): number => {
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return 0;
    const size = pageOf(node, field);
    if (isListType(getNullableType(field.type))) return (size ?? page ?? LIST) * (1 + ofSet(node.selectionSet!, named.name, undefined));
    return 1 + ofSet(node.selectionSet!, named.name, size);
  };

  const pageOf = (node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined => {
    const argument = field.args.find(({ name, type }) => name === 'first' && getNamedType(type) === GraphQLInt);
    if (!argument) return undefined;
    const value = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    let given: unknown;
    if (value?.kind === Kind.INT) given = Number(value.value);
    if (value?.kind === Kind.VARIABLE) {
      byVariables = true;
      given = variables[value.name.value] ?? defaultOf(operation, value.name.value);
    }
    return typeof given === 'number' ? Math.max(given, 0) : typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE;
  };

  const root = schema.getRootType(operation.operation)!;
  const mutations = operation.operation === 'mutation' ? operation.selectionSet.selections.length * 10 : 0;
  return { cost: mutations + ofSet(operation.selectionSet, root.name, undefined), byVariables };
}

function defaultOf(operation: OperationDefinitionNode, name: string): number | undefined {
  const value = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
