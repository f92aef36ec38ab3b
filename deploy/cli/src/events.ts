import { createRegistry, toJson, type DescMessage, type Message } from '@bufbuild/protobuf';
import { UnreadableEvent, type StreamSchema } from '@throughline/contracts';
import { services as contracts } from '@throughline/contracts/all';
import { Refusal, withClient } from '@throughline/embedded';
import { PostgresEventStore, type Json, type RecordedEvent } from '@throughline/event-store';
import type { Installation, Service } from './installation.js';
import type { Output } from './output.js';

type Shown = RecordedEvent & { readonly service: string };

/**
 * A stream by its record's id or by `category/id`, or one event by its id or position. Personal fields are told as sealed unless
 * `open`: what stands on a terminal or in a file outlives the erasure of a person.
 */
export async function showEvents(
  installation: Installation,
  what: string,
  { open, tenant }: { readonly open: boolean; readonly tenant: string },
  output: Output,
): Promise<boolean> {
  const service = installation.services[0]!;
  const { name } = service;
  const found = await find(service, what, tenant, output);
  if (found.length === 0) throw new Refusal(`${name} has no stream, event or position ${what}.`);
  const events = open ? await opened(installation, service, found) : found;
  if (output.json) {
    output.value(events.map((event) => ({ service: name, ...event })));
    return true;
  }
  for (const event of events) {
    const { stream, revision, type, position, recordedAt, id, meta, data } = event;
    output.line(`${stream.tenant} ${stream.category}/${stream.id} revision ${revision}: ${type}`);
    output.line(`  position ${position}, recorded ${recordedAt}, event ${id}`);
    output.line(`  by ${meta.actor}: ${meta.operation}${meta.cause ? `, policy ${meta.cause.policy}` : ''}, command ${meta.commandId}`);
    for (const line of JSON.stringify(open ? data : withoutSealed(data), null, 2).split('\n')) output.line(`  ${line}`);
    output.line();
  }
  if (!open && events.some(({ data }) => SEALED in (data as object)))
    output.note('Personal fields are sealed: what is shown here would outlive an erasure. --open shows them.');
  return true;
}

async function find(service: Service, what: string, tenant: string, output: Output): Promise<readonly RecordedEvent[]> {
  const { store, databaseUrl } = service;
  const [category, id] = what.split('/');
  if (id !== undefined) return store.readStream({ tenant, category: category!, id });
  if (/^[1-9]\d*$/.test(what)) {
    const position = BigInt(what);
    return (await store.readAll(position - 1n, 1)).filter((event) => event.position === position);
  }
  if (!(store instanceof PostgresEventStore)) return search(service, what, tenant, output);
  return withClient(databaseUrl, async (client) => {
    const streams = await client.query<{ category: string }>(
      'select distinct category from events.events where stream_id = $1 and tenant = $2 order by category',
      [what, tenant],
    );
    const events: RecordedEvent[] = [];
    for (const each of streams.rows) events.push(...(await store.readStream({ tenant, category: each.category, id: what })));
    if (events.length > 0 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(what)) return events;
    // Events have no index by their ids: nobody but an operator asks for one.
    const { rows } = await client.query<{ position: string }>('select position from events.events where event_id = $1', [what]);
    return rows[0] ? store.readAll(BigInt(rows[0].position) - 1n, 1) : [];
  });
}

/** Reads everything, where only a stream's whole name is indexed. */
async function search({ name, store }: Service, what: string, tenant: string, output: Output): Promise<readonly RecordedEvent[]> {
  const progress = output.progress(`Searching ${name}`);
  const [{ position: head }, found] = [await store.head(), new Map<string, RecordedEvent['stream']>()];
  try {
    for (let at = 0n, page = await store.readAll(at, PAGE); page.length > 0; page = await store.readAll(at, PAGE)) {
      const event = page.find(({ id }) => id === what.toLowerCase());
      if (event) return [event];
      for (const { stream } of page) if (stream.id === what && stream.tenant === tenant) found.set(stream.category, stream);
      at = page.at(-1)!.position;
      progress.update(Number(at), Number(head));
    }
  } finally {
    progress.end();
  }
  return (await Promise.all([...found.values()].map((stream) => store.readStream(stream)))).flat();
}

/** As views read them, in the newest schema. An event of a type that this build does not know stays as it is. */
async function opened(installation: Installation, { name }: Service, events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
  await installation.openKeys();
  const messages = Object.values(contracts[name as keyof typeof contracts] ?? {}).filter(
    (exported): exported is DescMessage & StreamSchema => (exported as DescMessage).kind === 'message',
  );
  const streams = messages.filter(({ oneofs }) => oneofs.some((oneof) => oneof.name === 'event'));
  const registry = createRegistry(...messages);
  try {
    const decoded = await installation.codec.decode(streams, name, events);
    const messageAt = new Map(decoded.map(({ position, data }: { position: bigint; data: Message }) => [position, data]));
    return events.map((event) => {
      const message = messageAt.get(event.position);
      return message ? { ...event, data: toJson(registry.getMessage(message.$typeName)!, message, { registry }) as Json } : event;
    });
  } catch (error) {
    throw error instanceof UnreadableEvent ? new Refusal(error.message) : error;
  }
}

/** The property that holds what is sealed, by data subject: ciphertext tells nobody anything. */
const SEALED = '$sealed';

function withoutSealed(data: Json): Json {
  const { [SEALED]: sealed, ...rest } = data as { [key: string]: Json };
  if (sealed === undefined) return data;
  const told = Object.entries(sealed as { [subject: string]: string }).map(([subject, text]) => [subject, `${text.length} characters`]);
  return { ...rest, [SEALED]: Object.fromEntries(told) };
}

export interface TailOptions {
  /** Events after this position of the one service; absent: the last `lines` of all. */
  readonly from?: bigint;
  readonly lines: number;
  readonly types: readonly string[];
  readonly follow: boolean;
  readonly interrupted: AbortSignal;
}

/** Events of the services as they come, a line each, until it is interrupted. */
export async function tailEvents({ services }: Installation, options: TailOptions, output: Output): Promise<boolean> {
  const { from, lines, types, follow, interrupted } = options;
  const wanted = ({ type }: RecordedEvent) => types.length === 0 || types.includes(type);
  const positions = new Map<Service, bigint>();
  const last: Shown[] = [];
  for (const service of services) {
    // One at least: what comes is told from there on.
    const events = from === undefined ? await service.store.readLast(Math.max(1, lines)) : [];
    positions.set(service, from ?? events.at(-1)?.position ?? 0n);
    last.push(...events.map((event) => ({ service: service.name, ...event })));
  }
  last.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
  if (lines > 0) for (const event of last.filter(wanted).slice(-lines)) tell(event, output);
  await Promise.all(services.map((service) => tail(service)));
  return true;

  async function tail(service: Service): Promise<void> {
    const { name, store } = service;
    let wake = () => {};
    const stop = store.onAppended(() => wake());
    const done = () => wake();
    interrupted.addEventListener('abort', done);
    try {
      while (!interrupted.aborted) {
        const appended = new Promise<void>((resolve) => (wake = resolve));
        const events = await store.readAll(positions.get(service)!, PAGE);
        for (const event of events.filter(wanted)) tell({ service: name, ...event }, output);
        if (events.length > 0) positions.set(service, events.at(-1)!.position);
        else if (!follow) return;
        else if (!interrupted.aborted) await appended;
      }
    } finally {
      interrupted.removeEventListener('abort', done);
      stop();
    }
  }
}

const PAGE = 500;

function tell(event: Shown, output: Output): void {
  if (output.json) return output.value(event);
  const { service, position, recordedAt, type, stream, revision, meta } = event;
  output.line(
    `${recordedAt}  ${service} ${position}  ${type}  ${stream.tenant} ${stream.category}/${stream.id} ${revision}  ${meta.operation} by ${meta.actor}`,
  );
}
