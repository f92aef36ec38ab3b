import { readFileSync } from 'node:fs';
import { createEventCodec, type EventCodec } from '@throughline/contracts';
import { DataFolder, discoverServices, Refusal, withClient, withDatabases, type DatabaseUrl } from '@throughline/embedded';
import { openEventStore, type EventStore } from '@throughline/event-store';
import { parseMasterKey, PostgresSubjectKeys, type MasterKey } from '@throughline/keys';
import { busSchemes, EmbeddedBus, KafkaBus, openBus, type DeadLetters, type MessageBus } from '@throughline/message-bus';
import { directoryViews, type ServiceManifest } from '@throughline/service-kit';
import type { AnyPolicy, AnyView } from '@throughline/views';

/** An installation of Throughline as its operator sees it: services, running or not. */
export interface Installation {
  readonly services: readonly Service[];
  /** Keeps a copy of the events, which a relay writes; else it serves them from the stores. */
  readonly relayed: boolean;
  readonly bus: MessageBus;
  /** Records that nobody could read; undefined where the bus keeps none. */
  readonly deadLetters: DeadLetters | undefined;
  readonly codec: EventCodec;
  /** Before personal fields are opened, which views cannot be folded without. Throws {@link Refusal} where the keys cannot be had. */
  openKeys(): Promise<void>;
}

export interface Service {
  readonly name: string;
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly views: readonly AnyView[];
  readonly policies: readonly AnyPolicy[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where everything of an installation is. */
interface Addresses {
  readonly services: readonly ServiceManifest[];
  readonly database: DatabaseUrl;
  readonly eventStore: (service: string) => string;
  readonly busUrl: string;
  readonly keysUrl: () => string;
  readonly masterKey: () => MasterKey;
}

/**
 * Works on the installation that the environment names: by `THROUGHLINE_DATABASES` or `DATABASE_URL_TEMPLATE` one whose services are processes of their
 * own, else the data folder `THROUGHLINE_DATA`, whose PostgreSQL is started for as long as the work takes where nobody runs on it.
 * `only`: the service that is of interest. Throws {@link Refusal} for whatever the operator can put right.
 */
export async function withInstallation<T>(
  env: Environment,
  only: string | undefined,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const all = await discoverServices();
  const distributed = readAddresses(env, all);
  if (only !== undefined) known(distributed?.services ?? all, only);
  if (distributed) return open(distributed, only, work);
  const folder = new DataFolder(env['THROUGHLINE_DATA']);
  return withDatabases(folder, (database) => {
    const masterKey = () => parseMasterKey(readFileSync(folder.at('master.key'), 'utf8'));
    return open(
      { services: all, database, eventStore: database, busUrl: 'embedded:', keysUrl: () => database('keys'), masterKey },
      only,
      work,
    );
  });
}

/** The service of the name. */
export function known<T extends { readonly name: string }>(services: readonly T[], name: string): T {
  const found = services.find((service) => service.name === name);
  if (!found) throw new Refusal(`There is no service "${name}" here. There are ${services.map((service) => service.name).join(', ')}.`);
  return found;
}

/** Undefined where the environment names no databases. Values are never quoted: they hold passwords. */
export function readAddresses(env: Environment, services: readonly ServiceManifest[]): Addresses | undefined {
  const { THROUGHLINE_DATABASES: list, DATABASE_URL_TEMPLATE: template, BUS_URL: busUrl = '' } = env;
  if (!list && !template) return undefined;
  const problems: string[] = [];
  const urls = new Map<string, string>();
  if (list && template) problems.push('THROUGHLINE_DATABASES and DATABASE_URL_TEMPLATE are both given: only one of them can hold');
  else if (template) {
    if (!template.includes('{service}') || !isPostgres(template))
      problems.push('DATABASE_URL_TEMPLATE is not an address such as postgres://user:password@host:5432/{service}');
    for (const { name } of services) urls.set(name, template.replaceAll('{service}', name));
  } else {
    for (const entry of list!.split(',').map((each) => each.trim())) {
      const [, name, url] = /^(\w+)=(.*)$/.exec(entry) ?? [];
      if (!name || !isPostgres(url!))
        problems.push('THROUGHLINE_DATABASES is not a list such as sales=postgres://user:password@host:5432/sales,contacts=postgres://..');
      else if (!services.some((service) => service.name === name))
        problems.push(`THROUGHLINE_DATABASES names "${name}", which is no service`);
      else urls.set(name, url!);
    }
  }
  const schemes = busSchemes.map((scheme) => `${scheme}:`);
  if (!schemes.some((scheme) => busUrl.startsWith(scheme)))
    problems.push(`BUS_URL is the bus that the services use, and begins with one of ${schemes.join(', ')}`);
  if (problems.length > 0) throw new Refusal([...new Set(problems)].join('\n'));
  return {
    services: services.filter(({ name }) => urls.has(name)),
    database: (service) => urls.get(service)!,
    eventStore: (service) => env['EVENT_STORE_URL']?.replaceAll('{service}', service) || urls.get(service)!,
    busUrl,
    keysUrl: () => {
      if (!isPostgres(env['KEYS_URL'])) throw new Refusal("KEYS_URL is missing: the address of the database of subjects' keys");
      return env['KEYS_URL']!;
    },
    masterKey: () => {
      const { MASTER_KEY: given, MASTER_KEY_FILE: file } = env;
      if (!given && !file) throw new Refusal('MASTER_KEY or MASTER_KEY_FILE is missing: the one that the services use');
      return parseMasterKey(given || readFileSync(file!, 'utf8'));
    },
  };
}

function isPostgres(url: string | undefined): boolean {
  return /^postgres(ql)?:\/\//.test(url ?? '');
}

async function open<T>(addresses: Addresses, only: string | undefined, work: (installation: Installation) => Promise<T>): Promise<T> {
  const { database, eventStore, busUrl, keysUrl, masterKey } = addresses;
  const relayed = !busUrl.startsWith('embedded:');
  // A bus that serves events from the stores needs all of them.
  const wanted = addresses.services.filter(({ name }) => !relayed || only === undefined || name === only);
  const closing: (() => Promise<unknown>)[] = [];
  const added = <R extends { close(): Promise<unknown> }>(resource: R): R => {
    closing.push(() => resource.close());
    return resource;
  };
  let keys: Promise<PostgresSubjectKeys> | undefined;
  const openKeys = () =>
    (keys ??= openable('the keys', async () => added(await PostgresSubjectKeys.open({ url: keysUrl(), masterKey: masterKey() }))));
  try {
    const bus = relayed
      ? added(await openable('the bus', () => openBus(busUrl, { service: 'operations', databaseUrl: database(wanted[0]!.name) })))
      : new EmbeddedBus();
    const services: Service[] = [];
    for (const { name, views, policies = [] } of wanted) {
      const databaseUrl = database(name);
      await openable(`the database of ${name}`, () => mustBeOurs(databaseUrl, name));
      const store = added(await openable(`the events of ${name}`, () => openEventStore(eventStore(name), { service: name })));
      bus.register(name, store);
      services.push({ name, databaseUrl, store, views: [...directoryViews, ...views], policies });
    }
    const codec = createEventCodec({
      forSealing: () => Promise.reject(new Error('Nothing is sealed from here')),
      forOpening: async (tenant, subjects) => (await openKeys()).forOpening(tenant, subjects),
    });
    return await work({
      services,
      relayed,
      bus,
      deadLetters: bus instanceof KafkaBus ? bus.deadLetters : undefined,
      codec,
      openKeys: async () => void (await openKeys()),
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** An address with a slip in it must not be made into a database of ours. */
function mustBeOurs(databaseUrl: string, service: string): Promise<void> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('views.lanes') is not null as there`);
    if (!rows[0]!.there) throw new Refusal(`${service} has never run on it`);
  });
}

async function openable<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Refusal(`${what[0]!.toUpperCase()}${what.slice(1)} cannot be used: ${message || code}`);
  }
}
