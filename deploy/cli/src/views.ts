import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@throughline/embedded';
import { Operations, type ParkedEvent, type PolicyStatus, type ViewStatus } from '@throughline/views';
import type { Installation, Service } from './installation.js';
import { figure, type Output } from './output.js';

const LOOK_EVERY_MS = 200;
/** A service that is being restarted is back by then. */
const AWAY_MS = 15_000;

export async function listViews(installation: Installation, output: Output): Promise<boolean> {
  const rows: (ViewStatus & { readonly running: boolean })[] = [];
  for (const service of installation.services) {
    await withOperations(installation, service, async (operations) => {
      const running = await operations.isRunning();
      if (!running) output.note(`${service.name} is not running: nobody feeds its views.`);
      rows.push(...(await operations.status()).views.map((view) => ({ ...view, running })));
    });
  }
  output.list(
    rows,
    {
      SERVICE: ({ service }) => service,
      VIEW: ({ view }) => view,
      VERSION: ({ version }) => version,
      STATE: ({ state }) => state,
      ROWS: ({ rows: count }) => count,
      BEHIND: ({ behind }) => behind.events,
      SECONDS: ({ behind }) => behind.seconds,
      PARKED: ({ parked }) => parked,
    },
    'There are no views.',
  );
  return true;
}

export async function listPolicies(installation: Installation, output: Output): Promise<boolean> {
  const rows: PolicyStatus[] = [];
  for (const service of installation.services)
    await withOperations(installation, service, async (operations) => rows.push(...(await operations.status()).policies));
  output.list(
    rows,
    {
      SERVICE: ({ service }) => service,
      POLICY: ({ policy }) => policy,
      VERSION: ({ version }) => version,
      STATE: ({ state }) => state,
      BEHIND: ({ behind }) => behind.events,
      SECONDS: ({ behind }) => behind.seconds,
      PARKED: ({ parked }) => parked,
    },
    'No policy has been started yet.',
  );
  return true;
}

export async function listParked(installation: Installation, output: Output): Promise<boolean> {
  const rows: ParkedEvent[] = [];
  for (const service of installation.services)
    await withOperations(installation, service, async (operations) => rows.push(...(await operations.parked())));
  output.list(
    rows,
    {
      SERVICE: ({ service }) => service,
      BY: ({ kind, name }) => `${kind} ${name}`,
      EVENT: ({ type, eventId }) => type ?? eventId,
      AT: ({ source, position }) => `${source} ${position}`,
      SINCE: ({ since }) => since,
      ATTEMPTS: ({ attempts }) => attempts,
      REASON: ({ reason }) => reason,
    },
    'Nothing is parked.',
  );
  return true;
}

/** `names`: of views; none means all of the service. */
export async function rebuildViews(installation: Installation, names: readonly string[], output: Output): Promise<boolean> {
  await installation.openKeys();
  for (const service of installation.services) {
    for (const name of names) mustHave(name, service);
    const running = await withOperations(installation, service, (operations) => operations.isRunning());
    if (!running) output.note(`${service.name} is not running: its views are built here.`);
    const work = (operations: Operations) => rebuild(operations, service, names, running, output);
    await withOperations(installation, service, work, running ? 0 : Infinity);
  }
  return true;
}

async function rebuild(
  operations: Operations,
  { name: service, views }: Service,
  names: readonly string[],
  running: boolean,
  output: Output,
): Promise<void> {
  const wanted = names.length > 0 ? names : views.map(({ name }) => name);
  const progress = output.progress(names.length > 0 ? wanted.map((view) => `${service}.${view}`).join(', ') : service);
  let done = false;
  const rebuilt = operations.rebuild(wanted).finally(() => (done = true));
  const watched = watch();
  try {
    await Promise.race([rebuilt, watched]);
  } finally {
    done = true;
    rebuilt.catch(() => {});
    await watched.catch(() => {});
  }
  const seconds = progress.end();
  if (output.json) output.value({ service, views: wanted, seconds });
  else output.line(`✓ ${service}: ${wanted.length === 1 ? wanted[0] : `${wanted.length} views`} built again in ${figure(seconds)} s`);

  async function watch(): Promise<void> {
    let away: number | undefined;
    const most = new Map<string, number>();
    while (!done) {
      const behind = (await operations.status()).views
        .filter(({ view }) => wanted.includes(view))
        .map(({ view, rebuild: next }) => {
          // At the beginning of a table that is built there is as much to do as there ever will be, but for what people do meanwhile.
          const left = next?.behind.events ?? 0;
          const of = Math.max(left, most.get(view) ?? 0);
          most.set(view, of);
          return { of, done: of - left };
        });
      if (!done) {
        progress.update(
          behind.reduce((sum, view) => sum + view.done, 0),
          behind.reduce((sum, view) => sum + view.of, 0),
        );
      }
      away = running && !(await operations.isRunning()) ? (away ?? Date.now()) : undefined;
      if (away !== undefined && Date.now() - away > AWAY_MS)
        throw new Refusal(`${service} has stopped. Its views are built on from where they are when it starts again.`);
      await pause(LOOK_EVERY_MS);
    }
  }
}

/** `name`: of a view or policy; none means all of the service. */
export async function replayParked(
  installation: Installation,
  kind: ParkedEvent['kind'],
  name: string | undefined,
  eventId: string | undefined,
  output: Output,
): Promise<boolean> {
  const service = installation.services[0]!;
  if (name !== undefined && kind === 'view') mustHave(name, service);
  await installation.openKeys();
  return withOperations(installation, service, async (operations) => {
    const parked = (await operations.parked()).filter(
      (event) => event.kind === kind && (name ?? event.name) === event.name && (eventId ?? event.eventId) === event.eventId,
    );
    if (eventId !== undefined && parked.length === 0) throw new Refusal(`The event ${eventId} is not parked there.`);
    if (kind === 'policy' && parked.length > 0) await mustRun(operations, service);
    const answers = [];
    for (const each of new Set(parked.map((event) => event.name)))
      answers.push({ service: service.name, kind, name: each, ...(await operations.replayParked(kind, each, eventId)) });
    if (output.json) output.value(answers);
    else if (answers.length === 0) output.line('Nothing is parked.');
    else {
      for (const { name: of, replayed, parked: still } of answers)
        output.line(`${still === 0 ? '✓' : '✕'} ${service.name}.${of}: ${replayed} done, ${still} still parked`);
    }
    return answers.every((answer) => answer.parked === 0);
  });
}

/** The policy acts on the event when its service next looks. */
export async function parkForPolicy(
  installation: Installation,
  service: Service,
  policy: string,
  late: Parameters<Operations['parkForPolicy']>[1],
): Promise<void> {
  await withOperations(installation, service, (operations) => operations.parkForPolicy(policy, late));
}

async function mustRun(operations: Operations, { name }: Service): Promise<void> {
  if (!(await operations.isRunning()))
    throw new Refusal(`${name} is not running, and only there its policies act. They try what is parked again whenever it starts.`);
}

function mustHave(name: string, { name: service, views }: Service): void {
  if (!views.some((view) => view.name === name))
    throw new Refusal(`${service} has no view "${name}". It has ${views.map((view) => view.name).join(', ')}.`);
}

async function withOperations<T>(
  { codec, bus }: Installation,
  { name, databaseUrl, store, views, policies }: Service,
  work: (operations: Operations) => Promise<T>,
  take = 0,
): Promise<T> {
  const operations = await Operations.open({
    service: name,
    databaseUrl,
    store,
    codec,
    bus,
    views,
    policies,
    take,
  });
  try {
    return await work(operations);
  } finally {
    await operations.close();
  }
}
