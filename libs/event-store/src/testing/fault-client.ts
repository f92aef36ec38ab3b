/**
 * A client for the fault suite: carries out commands with ids known beforehand, eight at a time, each until it is answered, and says so in a line
 * a command. Arguments: the store's address, this client's name, the run's name, the number of commands. Standard input: the
 * ids of those whose answers are known already.
 */
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AppendResult, StoreUnavailable } from '../event-store.js';
import { PostgresEventStore } from '../postgres-event-store.js';
import { anAppend } from './an-append.js';

const [url, name, run, commands] = process.argv.slice(2) as [string, string, string, string];
const done = new Set(JSON.parse(await text(process.stdin)) as string[]);
const todo = Array.from({ length: Number(commands) }, (_, i) => i).filter((i) => !done.has(`${name}-${i}`));
const store = await patiently(() => PostgresEventStore.open({ url, lockTimeout: 2_000 }));

await Promise.all(Array.from({ length: 8 }, work));
await store.close();

async function work(): Promise<void> {
  for (let i = todo.shift(); i !== undefined; i = todo.shift()) {
    const commandId = `${name}-${i}`;
    const count = (i % 3) + 1;
    // Every fourth command is about the one stream that all clients write to.
    const result = await (i % 4 ? once(commandId, count, `${name}-${i % 7}-${i}`) : untilItFits(commandId, count, `${run}-shared`));
    process.stdout.write(
      `${JSON.stringify({ commandId, count, outcome: result.outcome, position: 'position' in result ? String(result.position) : '0' })}\n`,
    );
  }
}

function once(commandId: string, events: number, id: string, expectedRevision = 0): Promise<AppendResult> {
  return patiently(() => store.append(anAppend({ commandId, events, id, expectedRevision })));
}

async function untilItFits(commandId: string, events: number, id: string): Promise<AppendResult> {
  for (let revision = 0; ;) {
    const result = await once(commandId, events, id, revision);
    if (result.outcome !== 'conflict') return result;
    revision = result.actualRevision;
  }
}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(50);
    }
  }
}
