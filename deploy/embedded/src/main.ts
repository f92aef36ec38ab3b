import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { settingsFrom, type GatewaySettings } from '@throughline/gateway';
import { DataFolder, Refusal } from './data-folder.js';
import { startSystem, type System } from './system.js';

// `npm start`, or `npm start -- --demo` with a sample company.
const started = performance.now();
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
let starting: Promise<System> | undefined;
let stopping = false;

// Ctrl-C comes twice where npm passes it on: once is enough.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));

try {
  const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false } } });
  console.log('Throughline is starting …');
  const folder = new DataFolder();
  starting = startSystem({
    folder,
    gateway: gatewaySettings(),
    onStep: (title, took) => console.log(`  ${title}: ${seconds(took)}`),
  });
  const system = await starting;
  await built(system);
  if (values.demo && !stopping) await (await import('./demo.js')).addDemoCompany(system.url, folder);
  if (!stopping) console.log(`Throughline is ready at ${system.url} after ${seconds(performance.now() - started)}. Ctrl-C stops it.`);
} catch (error) {
  if (!stopping) {
    await (await starting?.catch(() => undefined))?.stop();
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(1);
  }
}

function gatewaySettings(): GatewaySettings {
  try {
    return settingsFrom(process.env, { host: '127.0.0.1' });
  } catch (error) {
    throw new Refusal((error as Error).message);
  }
}

/** Views that are new, or of a new version, are built from the events: a moment, or minutes after a restore or an upgrade. */
async function built(system: System): Promise<void> {
  for (let round = 1; !stopping; round++) {
    const [reason] = await system.notReady();
    if (!reason) return;
    if (round % 100 === 0) console.log(`  Not ready yet: ${reason}`);
    await delay(50);
  }
}

async function end(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  console.log(`Stopping (${signal}) …`);
  try {
    await (await starting)?.stop();
    console.log('Stopped.');
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
