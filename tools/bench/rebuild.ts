import { PostgresEventStore } from '@throughline/event-store';
import { EmbeddedBus } from '@throughline/message-bus';
import { Operations, verifyViews, ViewRunner } from '@throughline/views';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { append, codec, deals, fill } from './deals.js';

export interface Rebuilt {
  /** There were when it began. */
  readonly events: number;
  readonly seconds: number;
  readonly readsMs: { readonly before: readonly number[]; readonly during: readonly number[] };
  /** From a command to when the list that is in use shows it. */
  readonly commandsMs: { readonly before: readonly number[]; readonly during: readonly number[] };
  /** Reads that saw fewer deals than there were, or a row that no event has made again after it was gone, and commands whose list did not show them. */
  readonly wrong: readonly string[];
  /** Between the rebuilt view, with all that came meanwhile, and a fold from the first event. */
  readonly differences: number;
}

/** A view of a service is built again from outside, while people work and read in it. */
export async function rebuildUnderWork(url: string, events: number): Promise<Rebuilt> {
  const store = await PostgresEventStore.open({ url });
  const database = new pg.Pool({ connectionString: url, max: 2 });
  const options = { service: 'sales', databaseUrl: url, store, codec, bus: new EmbeddedBus(), views: [deals] };
  const runner = await ViewRunner.start(options);
  const operations = await Operations.open(options);
  try {
    await runner.waitFor(await fill(store, events), { timeoutMs: 600_000, whole: true });
    // What no event says is gone when it has been built again, and is not back afterwards.
    await database.query(`update deals_v1 set amount = 1 where id = (select min(id) from deals_v1)`);

    const readsMs = { before: [] as number[], during: [] as number[] };
    const commandsMs = { before: [] as number[], during: [] as number[] };
    const wrong: string[] = [];
    let phase: 'before' | 'during' | 'over' = 'before';
    let opened = events / 4;
    let repaired = false;
    const timed = async <T>(into: { before: number[]; during: number[] }, work: () => Promise<T>): Promise<T> => {
      const [began, started] = [phase, performance.now()];
      const result = await work();
      if (began !== 'over') into[began].push(performance.now() - started);
      return result;
    };
    const read = async (): Promise<void> => {
      while (phase !== 'over') {
        const expected = opened;
        const { rows } = await timed(readsMs, () =>
          database.query<{ deals: number; made_up: number }>(
            'select count(*)::int as deals, (count(*) filter (where amount = 1))::int as made_up from deals_v1',
          ),
        );
        const { deals: found, made_up: madeUp } = rows[0]!;
        if (found < expected) wrong.push(`${found} of ${expected} deals were seen`);
        if (repaired && madeUp > 0) wrong.push('the old table was seen after the new one');
        repaired ||= madeUp === 0;
      }
    };
    const work = async (): Promise<void> => {
      while (phase !== 'over') {
        const id = randomUUID();
        await timed(commandsMs, async () => {
          const position = await append(store, id, 0, [{ type: 'OpportunityOpened', data: { name: 'New', pipelineId: randomUUID() } }]);
          if (!(await runner.waitFor(position, { timeoutMs: 10_000 }))) wrong.push('a command was not shown within 10 s');
        });
        const { rowCount } = await database.query('select from deals_v1 where id = $1', [id]);
        if (rowCount !== 1) wrong.push('a deal that was shown is gone');
        opened++;
      }
    };
    const people = Promise.all([read(), work()]);
    while (readsMs.before.length < 20 || commandsMs.before.length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    phase = 'during';
    const started = performance.now();
    await operations.rebuild(['deals']);
    const seconds = (performance.now() - started) / 1_000;
    phase = 'over';
    await people;
    if ((await database.query('select from deals_v1 where amount = 1')).rowCount !== 0) wrong.push('the table is the old one');
    const [verified] = await verifyViews(options);
    return { events, seconds, readsMs, commandsMs, wrong, differences: verified!.differences.length + verified!.more };
  } finally {
    await operations.close();
    await runner.close();
    await database.end();
    await store.close();
  }
}
