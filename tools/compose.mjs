/**
 * Composes gateway/supergraph.graphql from the services' schema.graphql.
 *
 *   node tools/compose.mjs           writes it
 *   node tools/compose.mjs --check   says whether it is fresh, and whether clients of the graph on main would break
 *
 * A change that breaks clients on purpose is accepted by its message in gateway/accepted-breaking-changes.json, which the review sees.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { breakingChanges, composeSupergraph, readServiceSchemas } from '../gateway/src/composition.ts';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const target = path('gateway/supergraph.graphql');
const accepted = path('gateway/accepted-breaking-changes.json');

try {
  const supergraph = composeSupergraph(readServiceSchemas(path('services')));
  if (!process.argv.includes('--check')) {
    writeFileSync(target, supergraph);
    console.log('gateway/supergraph.graphql written');
  } else {
    const problems = [];
    if (!existsSync(target) || readFileSync(target, 'utf8') !== supergraph)
      problems.push('gateway/supergraph.graphql is not what the services say: run node tools/compose.mjs');
    const before = onMain('gateway/supergraph.graphql');
    if (!before) console.log('There is no graph on main to compare with.');
    const deliberate = new Set(JSON.parse(readFileSync(accepted, 'utf8')));
    for (const { message } of before ? await breakingChanges(before, supergraph) : []) {
      if (!deliberate.has(message))
        problems.push(`breaks clients: ${message} If this is meant, add this sentence to gateway/accepted-breaking-changes.json.`);
    }
    if (problems.length) throw new Error(problems.join('\n'));
    console.log('The supergraph is fresh and breaks nobody.');
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function onMain(file) {
  for (const ref of ['origin/main', 'main']) {
    try {
      return execFileSync('git', ['show', `${ref}:${file}`], {
        cwd: path('.'),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      });
    } catch {
      // No such branch here, or not there yet.
    }
  }
  return undefined;
}
