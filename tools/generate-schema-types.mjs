// Writes services/<x>/src/schema.types.ts from services/<x>/schema.graphql: the inputs and enums of the graph as TypeScript. Run after a change of
// a schema: `node tools/generate-schema-types.mjs`; with `--check` it writes nothing and fails where a file is not fresh.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, printSchema } from 'graphql';

const check = process.argv.includes('--check');
const services = new URL('../services/', import.meta.url).pathname;
let stale = 0;

for (const service of readdirSync(services)) {
  const source = join(services, service, 'schema.graphql');
  if (!existsSync(source)) continue;
  const target = join(services, service, 'src', 'schema.types.ts');
  const text = await typesOf(readFileSync(source, 'utf8'), target);
  if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
  stale += 1;
  console.log(`${check ? 'Not fresh' : 'Written'}: services/${service}/src/schema.types.ts`);
  if (!check) writeFileSync(target, text);
}
if (check && stale > 0) {
  console.error('Run `node tools/generate-schema-types.mjs` and commit what it writes.');
  process.exit(1);
}

async function typesOf(sdl, filename) {
  const config = {
    onlyOperationTypes: false,
    enumsAsTypes: true,
    skipTypename: true,
    useTypeImports: true,
    immutableTypes: true,
    maybeValue: 'T | null',
    inputMaybeValue: 'T | null | undefined',
    avoidOptionals: { field: true, object: false, inputValue: false },
    scalars: {
      Date: 'string',
      DateTime: 'string',
      Decimal: 'string',
      ID: 'string',
      JSON: 'unknown',
      _Any: 'unknown',
      FieldSet: 'string',
      federation__FieldSet: 'string',
      link__Import: 'string',
    },
  };
  const output = await codegen({
    filename,
    schema: parse(printSchema(buildSubgraphSchema(parse(sdl)))),
    documents: [],
    config,
    plugins: [{ typescript: {} }],
    pluginMap: { typescript },
  });
  return `/* Generated from schema.graphql by tools/generate-schema-types.mjs. */\n${output}\n`;
}
