import { DataFolder, Refusal } from '@throughline/embedded';
import { startDistributed, type Distributed } from './distributed.js';

// `npm run start:distributed`
const started = performance.now();
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
let starting: Promise<Distributed> | undefined;
let stopping = false;
const starts = new AbortController();

// Ctrl-C comes twice where npm passes it on: once is enough.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));

try {
  console.log('Throughline is starting as separate processes …');
  const folder = new DataFolder(process.env['THROUGHLINE_DATA'] || 'data-distributed');
  starting = startDistributed({
    folder,
    port: Number(process.env['PORT'] || 4000),
    host: process.env['HOST'] || '127.0.0.1',
    instances: Number(process.env['INSTANCES'] || 1),
    signal: starts.signal,
    onStep: (title, took) => console.log(`  ${title}: ${seconds(took)}`),
    onTrouble: (what) => console.log(`  ${what}`),
  });
  const { url, processes } = await starting;
  if (!stopping) {
    for (const { name, pid } of processes) console.log(`  ${name}: process ${pid}, logs to ${folder.at('logs', `${name}.log`)}`);
    console.log(`Throughline is ready at ${url} after ${seconds(performance.now() - started)}. Ctrl-C stops it.`);
  }
} catch (error) {
  if (!stopping) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(1);
  }
}

async function end(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  console.log(`Stopping (${signal}) …`);
  try {
    starts.abort();
    await (await starting?.catch(() => undefined))?.stop();
    console.log('Stopped.');
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
