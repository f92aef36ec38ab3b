import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Benchmark, Result } from './harness.js';

// `npm run bench`, `npm run bench -- append views`, `npm run bench -- --json FILE`: every `*.bench.ts` beside this file, or those named.
const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const here = new URL('.', import.meta.url);
const names = readdirSync(here).flatMap((file) => /^(.+)\.bench\.js$/.exec(file)?.[1] ?? []);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(2);
}

const results: Result[] = [];
for (const name of positionals.length > 0 ? positionals : names) {
  console.log(`\n${name}`);
  const { default: benchmark } = (await import(new URL(`${name}.bench.js`, here).href)) as { default: Benchmark };
  for (const result of await benchmark()) {
    results.push(result);
    console.log(lineOf(result));
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
process.exit(0);

function lineOf({ name, value, unit, reference, ratio, goal, met, note }: Result): string {
  const mark = met === null ? ' ' : met ? '✓' : '✕';
  const figure = value === null ? 'not measured' : `${value} ${unit}`;
  const against = ratio === null ? '' : `, ${ratio} of ${reference}`;
  return [`  ${mark} ${name}: ${figure}${against}`, goal && `(goal ${goal})`, note && `[${note}]`].filter(Boolean).join(' ');
}
