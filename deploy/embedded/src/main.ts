import { parseArgs } from 'node:util';
import { DataFolder, Refusal } from './data-folder.js';
import { startSystem, type System } from './system.js';

const started = performance.now();
const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false } } });
const port = Number(process.env['PORT'] || 4000);
const host = process.env['HOST'] || '127.0.0.1';

let stopping = false;
const starting = startSystem({
  folder: new DataFolder(),
  port,
  host,
  onStep: (title, took) => console.log(`  ${title}: ${(took / 1000).toFixed(1)} s`),
});

// Ctrl-C comes twice where npm passes it on: once is enough.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));

try {
  console.log('Throughline is starting …');
  const system = await starting;
  if (values.demo && !stopping) await addDemo(system);
  if (!stopping)
    console.log(`Throughline is ready at ${system.url} after ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops it.`);
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exit(1);
}

async function end(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  console.log(`Stopping (${signal}) …`);
  try {
    await (await starting).stop();
    console.log('Stopped.');
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

async function addDemo(system: System): Promise<void> {
  const { addDemoCompany } = await import('./demo.js');
  await addDemoCompany(system);
}
