import { withClient } from '@throughline/embedded';
import { eventsBetween } from '@throughline/event-store';
import type { Installation, Service } from './installation.js';
import type { Output } from './output.js';

interface RelayStatus {
  readonly service: string;
  /** `not needed`: the bus serves events from the store itself, so that both are always in step. */
  readonly state: 'running' | 'stopped' | 'not needed';
  readonly head: bigint;
  /** Published or passed by up to here; undefined where the bus has nothing of the service yet. */
  readonly published: bigint | undefined;
  /** In events; about, where there are many and they are of EventStoreDB. */
  readonly behind: number;
  /** The age of the oldest event that is not published; 0 where there is none. */
  readonly seconds: number;
}

export async function relayStatus({ services, relayed, bus }: Installation, output: Output): Promise<boolean> {
  const rows: RelayStatus[] = [];
  for (const service of services) {
    const { name, store } = service;
    // First what is published: what is appended in between would else seem to be ahead of its store.
    const published = await bus.head(name);
    const { position: head } = await store.head();
    const { events: behind, oldest } = await eventsBetween(store, published ?? 0n, head);
    rows.push({
      service: name,
      state: !relayed ? 'not needed' : (await isLeased(service)) ? 'running' : 'stopped',
      head,
      published,
      behind,
      seconds: oldest ? Math.max(0, (Date.now() - Date.parse(oldest)) / 1_000) : 0,
    });
  }
  output.list(
    rows,
    {
      SERVICE: ({ service }) => service,
      RELAY: ({ state }) => state,
      HEAD: ({ head }) => head,
      PUBLISHED: ({ published }) => published,
      BEHIND: ({ behind }) => behind,
      SECONDS: ({ seconds }) => seconds,
    },
    'There are no services.',
  );
  return true;
}

/** The relay that writes holds a lock on the service's database; those that stand by hold none. */
function isLeased({ name, databaseUrl }: Service): Promise<boolean> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ leased: boolean }>(
      `select exists (select from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted
                        and application_name = $1 and datname = current_database()) as leased`,
      [`throughline relay ${name}`],
    );
    return rows[0]!.leased;
  });
}
