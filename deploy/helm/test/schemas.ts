import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fetched, goModule } from './tools.js';

const KUBERNETES = '1.36.3';
const KEDA = '2.21.0';
const PROMETHEUS_OPERATOR = '0.85.0';

interface Schema {
  [key: string]: unknown;
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
}

/**
 * What kubeconform needs to judge by: a schema for each kind, in which fields that the API does not know are errors, made from the API that Kubernetes' own module
 * describes and from the definitions that KEDA and Prometheus Operator bring along. Answers the pattern of their files.
 */
export async function schemaLocation(): Promise<string> {
  // Made anew by another maker than this.
  const maker = createHash('sha256')
    .update(readFileSync(new URL(import.meta.url)))
    .digest('hex')
    .slice(0, 8);
  const folder = await fetched(`schemas-${KUBERNETES}-${maker}`, async (draft) => {
    const [kubernetes, keda, operator] = [
      await goModule(`k8s.io/kubernetes@v${KUBERNETES}`),
      await goModule(`github.com/kedacore/keda/v2@v${KEDA}`),
      await goModule(`github.com/prometheus-operator/prometheus-operator@v${PROMETHEUS_OPERATOR}`),
    ];
    // kubeconform knows the core's group, which has no name, by its version.
    const write = (group: string, version: string, kind: string, schema: Schema) =>
      writeFileSync(join(draft, `${[group || version, version, kind].join('_').toLowerCase()}.json`), JSON.stringify(schema));
    const swagger = JSON.parse(readFileSync(join(kubernetes, 'api/openapi-spec/swagger.json'), 'utf8')) as {
      definitions: Record<string, Schema>;
    };
    const definitions = mapValues(swagger.definitions, strict);
    for (const [name, schema] of Object.entries(definitions)) {
      for (const { group, version, kind } of (schema['x-kubernetes-group-version-kind'] ?? []) as Record<string, string>[]) {
        if (kind!.endsWith('Options') || kind!.endsWith('List')) continue;
        write(group!, version!, kind!, { ...schema, definitions: reachable(name, definitions) });
      }
    }
    for (const file of [
      join(keda, 'config/crd/bases/keda.sh_scaledobjects.yaml'),
      ...['servicemonitors', 'prometheusrules'].map((name) =>
        join(operator, `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`),
      ),
    ]) {
      const { group, names, versions } = (parse(readFileSync(file, 'utf8')) as { spec: Definition }).spec;
      for (const { name, schema } of versions) write(group, name, names.kind, strict(schema.openAPIV3Schema));
    }
  });
  return join(folder, '{{ .Group }}_{{ .ResourceAPIVersion }}_{{ .ResourceKind }}.json');
}

interface Definition {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
}

/** As the API server takes it: numbers where it says int-or-string, or a quantity; nothing that is not declared. */
function strict(schema: Schema): Schema {
  if (schema['format'] === 'int-or-string' || /^Quantity is a fixed-point/.test(String(schema['description'] ?? '')))
    return { type: ['string', 'number'] } as unknown as Schema;
  const inner = Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => {
      if (key === 'description' || key === 'format') return [];
      if (key === 'properties') return [[key, mapValues(value as Record<string, Schema>, strict)]];
      if (['allOf', 'anyOf', 'oneOf'].includes(key)) return [[key, value]];
      return [[key, isSchema(value) && ['items', 'additionalProperties'].includes(key) ? strict(value) : value]];
    }),
  ) as Schema;
  const closed = inner.properties && !('additionalProperties' in inner) && !inner['x-kubernetes-preserve-unknown-fields'];
  return closed ? { ...inner, additionalProperties: false } : inner;
}

function reachable(name: string, definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const visit = (text: string) => {
    for (const [, each] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (each! in found) continue;
      found[each!] = definitions[each!]!;
      visit(JSON.stringify(definitions[each!]));
    }
  };
  visit(JSON.stringify(definitions[name]));
  return found;
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const mapValues = <T, U>(of: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
