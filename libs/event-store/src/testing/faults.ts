import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { prepared } from '../append-queue.js';
import type { Append, AppendResult, EventStore, RecordedEvent } from '../event-store.js';
import { appendStatement, PostgresEventStore } from '../postgres-event-store.js';
import { APPEND } from '../postgres-schema.js';
import { anAppend } from './an-append.js';

/**
 * What is done to a store, and what must hold after it. Every check answers what it found wrong, in words; nothing for a sound store.
 * They are tried on unsound stores too, which they have to find out.
 */
export interface Fault {
  readonly name: string;
  check(url: string): Promise<string[]>;
}

/** Another process has carried out an append and has not committed it; meanwhile `rival` is given to the store; then the first is committed. */
async function besideAnOpenAppend(
  url: string,
  first: Append,
  rival: Append,
  whileOpen: (store: EventStore) => Promise<void> = async () => {},
): Promise<{ outcome: AppendResult['outcome'] | string; events: RecordedEvent[] }> {
  const store = await PostgresEventStore.open({ url });
  const process = await connect(url);
  try {
    await process.query('begin');
    await process.query(appendStatement([prepared(first)]));
    let settled = false;
    const outcome = store.append(rival).then(
      (result) => result.outcome,
      (error) => String(error),
    );
    void outcome.then(() => (settled = true));
    // Either it waits for the first, or it is through already.
    while (!settled && !(await waitsForLock(url))) await sleep(5);
    await whileOpen(store);
    await process.query('commit');
    return { outcome: await outcome, events: await readAll(store) };
  } finally {
    await process.end();
    await store.close();
  }
}

export const contendersForARevision: Fault = {
  name: 'two processes at one revision',
  async check(url) {
    const first = anAppend();
    const { outcome, events } = await besideAnOpenAppend(url, first, anAppend({ id: first.stream.id }));
    return [
      ...unless(outcome === 'conflict', `the second was not told of the conflict: ${outcome}`),
      ...unless(events.length === 1, `${events.length} events`),
    ];
  },
};

export const oneCommandTwice: Fault = {
  name: 'one command delivered to two processes at once',
  async check(url) {
    const command = anAppend({ events: 2 });
    const { outcome, events } = await besideAnOpenAppend(url, command, command);
    return [
      ...unless(outcome === 'repeated', `the second was not known for a repeat: ${outcome}`),
      ...unless(events.length === 2, `${events.length} events`),
    ];
  },
};

export const lowerPositionCommitsLater: Fault = {
  name: 'a lower position that commits later, under a live reader',
  async check(url) {
    const [slow, quick] = [anAppend({ events: 3 }), anAppend()];
    const seen: RecordedEvent[] = [];
    const { outcome, events } = await besideAnOpenAppend(url, slow, quick, async (store) => void seen.push(...(await readAll(store))));
    const store = await PostgresEventStore.open({ url });
    seen.push(...(await readAll(store, seen.at(-1)?.position)));
    await store.close();
    return [
      ...unless(outcome === 'appended', `an append beside another was not carried out: ${outcome}`),
      ...unless(events.length === 4, `${events.length} events of 4`),
      ...events
        .filter(({ id }) => !seen.some((event) => event.id === id))
        .map(({ position }) => `a reader that went by position never saw ${position}`),
    ];
  },
};

export const manyDeliveries: Fault = {
  name: '64 deliveries of one command id in four processes, some in one batch, and the id once more with another payload',
  async check(url) {
    const stores = await Promise.all(Array.from({ length: 4 }, () => PostgresEventStore.open({ url })));
    const command = anAppend({ events: 2 });
    const others = Array.from({ length: 32 }, () => anAppend());
    const results = await Promise.allSettled([
      ...Array.from({ length: 64 }, (_, i) => stores[i % 4]!.append(command)),
      ...others.map((append, i) => stores[i % 4]!.append(append)),
    ]);
    const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value.outcome : String(result.reason)));
    const reused = await stores[0]!.append({ ...command, requestHash: 'another' });
    const events = await stores[0]!.readStream(command.stream);
    await Promise.all(stores.map((store) => store.close()));
    const count = (outcome: string): number => outcomes.slice(0, 64).filter((o) => o === outcome).length;
    return [
      ...unless(
        count('appended') === 1 && count('repeated') === 63,
        `outcomes ${[...new Set(outcomes.slice(0, 64))]}: ${count('appended')} appended`,
      ),
      ...outcomes.slice(64).flatMap((outcome) => unless(outcome === 'appended', `one beside it: ${outcome}`)),
      ...unless(reused.outcome === 'command-reused', `with another payload: ${reused.outcome}`),
      ...unless(events.length === 2, `${events.length} events`),
    ];
  },
};

/**
 * Three client processes append, to streams of their own and to one that all of them want; a reader follows; `disturb` does its worst
 * meanwhile. A client repeats a command, by its id, until it is answered.
 */
export async function underLoad(url: string, disturb: (clients: Client[]) => Promise<void>, clientsUrl = url): Promise<string[]> {
  const run = randomUUID().slice(0, 8);
  const clients = ['a', 'b', 'c'].map((name) => new Client(clientsUrl, `${run}-${name}`, run));
  const store = await PostgresEventStore.open({ url, lockTimeout: 2_000 });
  const seen: RecordedEvent[] = [];
  let loaded = true;
  const following = (async () => {
    for (let last = false; !last;) {
      last = !loaded;
      try {
        for (;;) {
          const page = await store.readAll(seen.at(-1)?.position ?? 0n, 20);
          if (page.length === 0) break;
          seen.push(...page);
        }
      } catch {
        last = false; // The server is away: on from where we were.
      }
      await sleep(5);
    }
  })();
  await Promise.all(clients.map((client) => client.started()));
  await disturb(clients);
  const answers = (await Promise.all(clients.map((client) => client.answers()))).flat();
  loaded = false;
  await following;

  const wrong = clients.flatMap((client) => client.complaints);
  const events = await readAll(store);
  const byCommand = Map.groupBy(events, (event) => event.meta.commandId);
  for (const { commandId, outcome, position, count } of answers) {
    const stored = byCommand.get(commandId) ?? [];
    if (outcome !== 'appended' && outcome !== 'repeated') wrong.push(`${commandId}: ${outcome}`);
    else if (stored.length !== count) wrong.push(`${commandId} was acknowledged, and has ${stored.length} of ${count} events`);
    else if (stored.at(-1)!.position !== position)
      wrong.push(`${commandId} was told position ${position}, and stands at ${stored.at(-1)!.position}`);
  }
  wrong.push(...unless(answers.length === clients.length * COMMANDS, `${answers.length} answers to ${clients.length * COMMANDS} commands`));
  for (const stream of Map.groupBy(events, (event) => event.stream.id).values()) {
    if (stream.some((event, i) => event.revision !== i + 1))
      wrong.push(`revisions of ${stream[0]!.stream.id}: ${stream.map((event) => event.revision)}`);
  }
  if (events.some((event, i) => i > 0 && event.recordedAt < events[i - 1]!.recordedAt)) wrong.push('recorded times decrease');
  const [there, read] = [events, seen].map((list) => list.map((event) => event.position).join());
  wrong.push(...unless(there === read, `the reader saw ${seen.length} events, and there are ${events.length}`));
  await store.close();
  return wrong;
}

/** Commands that a client of {@link underLoad} carries out. */
export const COMMANDS = 200;

interface Answer {
  readonly commandId: string;
  readonly outcome: string;
  readonly position: bigint;
  readonly count: number;
}

/** A process that appends: `fault-client.ts`. */
export class Client {
  private process!: ChildProcess;
  private ended!: Promise<void>;
  private readonly acknowledged = new Map<string, Answer>();
  /** What it died of. */
  readonly complaints: string[] = [];
  private onAnswer = () => {};

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly run: string,
  ) {
    this.start();
  }

  /** How many of its commands have been answered. */
  get acknowledgements(): number {
    return this.acknowledged.size;
  }

  async started(): Promise<void> {
    await this.answered(5);
  }

  /** Resolves once that many more commands have been answered, or the client is through. */
  async answered(more: number): Promise<void> {
    const enough = this.acknowledged.size + more;
    const through = this.ended.then(() => true);
    while (this.acknowledged.size < enough) {
      const next = new Promise<boolean>((resolve) => (this.onAnswer = () => resolve(false)));
      if (await Promise.race([next, through])) return;
    }
  }

  /** `kill -9`, and another one in its place, which begins with the commands whose answer nobody heard. */
  async replace(): Promise<void> {
    await this.kill();
    this.start();
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  freeze(frozen: boolean): void {
    this.process.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  async answers(): Promise<Answer[]> {
    await this.ended;
    return [...this.acknowledged.values()];
  }

  start(): void {
    const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    const args = ['-C', 'source', '--import', at('../../../../tools/run-source.mjs'), at('./fault-client.ts')];
    const done = JSON.stringify([...this.acknowledged.keys()]);
    const child = spawn(process.execPath, [...args, this.url, this.name, this.run, String(COMMANDS)], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(done);
    createInterface({ input: child.stderr }).on('line', (line) => this.complaints.push(line));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { position, ...answer } = JSON.parse(line) as Omit<Answer, 'position'> & { position: string };
      this.acknowledged.set(answer.commandId, { ...answer, position: BigInt(position) });
      this.onAnswer();
    });
    this.process = child;
    this.ended = new Promise((resolve) => child.once('close', () => resolve()));
  }
}

/** The store as if nothing were locked: every append reads the head and writes after it. */
export async function withoutTheLock(url: string): Promise<void> {
  await sabotage(url, '', (sql) => edited(sql, 'lock table events.head in exclusive mode;', ''));
}

/** The store as many are: an append draws its number from a sequence, and readers go by number. */
export async function numberedByASequence(url: string): Promise<void> {
  await sabotage(url, 'create sequence events.numbers increment 1000;', (sql) =>
    edited(
      edited(sql, 'lock table events.head in exclusive mode;', ''),
      'head := coalesce(head, 0);',
      `head := nextval('events.numbers');`,
    ),
  );
}

async function sabotage(url: string, before: string, edit: (sql: string) => string): Promise<void> {
  await (await PostgresEventStore.open({ url })).close();
  const client = await connect(url);
  await client.query(before + edit(APPEND));
  await client.end();
}

function edited(sql: string, part: string, by: string): string {
  if (!sql.includes(part)) throw new Error(`The store's SQL no longer says: ${part}`);
  return sql.replaceAll(part, by);
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Pids of the server's processes that append for anybody. */
export async function appendingBackends(url: string): Promise<number[]> {
  const client = await connect(url);
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'throughline events append' and datname = current_database()`,
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

async function waitsForLock(url: string): Promise<boolean> {
  const client = await connect(url);
  const { rows } = await client.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`);
  await client.end();
  return rows.length > 0;
}

export async function readAll(store: EventStore, after = 0n): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readAll(events.at(-1)?.position ?? after, 500);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

function unless(holds: boolean, wrong: string): string[] {
  return holds ? [] : [wrong];
}
