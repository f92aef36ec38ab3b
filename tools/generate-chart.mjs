// Takes what each service says in its deploy.yaml into the chart's values, so that the chart alone is enough. With `--check`: says whether it is fresh.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { stringify, parse } from 'yaml';

const path = 'deploy/helm/throughline/values.yaml';
const marker = /^# Written by tools\/generate-chart.mjs .*\n/m;

const found = readdirSync('services').flatMap((name) => {
  const file = `services/${name}/deploy.yaml`;
  if (!existsSync(file)) return [];
  const { services } = parse(readFileSync(file, 'utf8'));
  if (Object.keys(services).join() !== name) throw new Error(`${file} has to be about ${name} alone.`);
  return [[name, services[name]]];
});
const before = readFileSync(path, 'utf8');
const { index, 0: line } = marker.exec(before);
const after = before.slice(0, index) + line + stringify({ services: Object.fromEntries(found) }, { lineWidth: 0 });

if (process.argv.includes('--check')) {
  if (before !== after) {
    console.error(`${path} is not what services/*/deploy.yaml say: run node tools/generate-chart.mjs`);
    process.exitCode = 1;
  }
} else writeFileSync(path, after);
