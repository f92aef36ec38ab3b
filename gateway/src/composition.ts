/** Composition of the graph at build time. Run by Node itself, so that it imports nothing of the gateway's own. */
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { composeServices, compositionHasErrors, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import type { DocumentNode } from 'graphql';
import { buildASTSchema, GraphQLError, parse } from 'graphql';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServiceSchema {
  readonly name: string;
  /** For messages: `services/sales/schema.graphql`. */
  readonly file: string;
  readonly sdl: string;
}

/** The services under `folder` that have a `schema.graphql`, by name. */
export function readServiceSchemas(folder: string): ServiceSchema[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: `services/${name}/schema.graphql`, path: join(folder, name, 'schema.graphql') }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, file, path }) => ({ name, file, sdl: readFileSync(path, 'utf8') }));
}

/** The supergraph's SDL. Throws an error that names the service, and the line where there is one, of everything that is wrong. */
export function composeSupergraph(services: readonly ServiceSchema[]): string {
  const problems: string[] = [];
  const parsed: { name: string; typeDefs: DocumentNode; url: string }[] = [];
  for (const { name, file, sdl } of services) {
    try {
      parsed.push({ name, typeDefs: parse(sdl), url: `http://${name}/graphql` });
    } catch (error) {
      problems.push(`${file}${placeOf(error)}: ${(error as Error).message}`);
    }
  }
  if (problems.length === 0) {
    const composed = composeServices(parsed);
    if (!compositionHasErrors(composed))
      return `# Composed from services/*/schema.graphql by \`node tools/compose.mjs\`.\n${composed.supergraphSdl.trim()}\n`;
    const files = new Map(services.map(({ name, file }) => [name, file]));
    for (const error of composed.errors)
      problems.push(error.message.replace(/^\[([\w-]+)\]/, (prefix, name: string) => `${files.get(name) ?? prefix}${placeOf(error)}:`));
  }
  throw new Error(`The services' schemas do not compose:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

export interface BreakingChange {
  /** Where, in the public graph: `Contact.title`. */
  readonly path: string;
  readonly message: string;
}

/** What a client of `before` could trip over in `after`, both SDL of supergraphs, seen as clients see them. */
export async function breakingChanges(before: string, after: string): Promise<BreakingChange[]> {
  const [old, next] = [before, after].map((sdl) => buildASTSchema(transformSupergraphToPublicSchema(parse(sdl)), { assumeValidSDL: true }));
  const changes = await diff(old!, next!);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path: path ?? '', message }));
}

function placeOf(error: unknown): string {
  const line = error instanceof GraphQLError ? error.locations?.[0]?.line : undefined;
  return line ? `:${line}` : '';
}
