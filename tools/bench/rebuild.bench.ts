import { startTestPostgres } from '@throughline/test-kit';
import pg from 'pg';
import { measured, type Benchmark } from './harness.js';
import { rebuildUnderWork } from './rebuild.js';

const EVENTS = Number(process.env.BENCH_REBUILD_EVENTS ?? 1_000_000);

/** Once: a view is built again from the first event while one client works and one reads. */
const rebuild: Benchmark = async () => {
  const server = await startTestPostgres({ durable: true });
  try {
    const admin = new pg.Client({ connectionString: server.url() });
    await admin.connect();
    await admin.query('create database bench');
    await admin.end();
    const { seconds, readsMs, commandsMs, wrong, differences } = await rebuildUnderWork(server.url('bench'), EVENTS);
    const of = `${EVENTS.toLocaleString('en-GB')} events`;
    return [
      measured({ name: `rebuild of a view of ${of}, under work`, unit: 'events/s' }, [EVENTS / seconds]),
      measured({ name: 'reads and commands that went wrong meanwhile', unit: 'cases', goal: { atMost: 0 } }, [wrong.length]),
      measured({ name: 'differences from a fresh fold', unit: 'cases', goal: { atMost: 0 } }, [differences]),
      measured({ name: 'the longest count of all rows, before', unit: 'ms' }, [Math.max(...readsMs.before)]),
      measured({ name: 'the longest count of all rows, meanwhile', unit: 'ms' }, [Math.max(...readsMs.during)]),
      measured({ name: 'the longest command until it is shown, before', unit: 'ms' }, [Math.max(...commandsMs.before)]),
      measured({ name: 'the longest command until it is shown, meanwhile', unit: 'ms' }, [Math.max(...commandsMs.during)]),
    ];
  } finally {
    await server.stop();
  }
};

export default rebuild;
