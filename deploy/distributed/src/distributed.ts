import { mkdirSync, writeFileSync } from 'node:fs';
import { Refusal, serviceNames, type DataFolder } from '@throughline/embedded';
import { loadOrCreateMasterKey } from '@throughline/keys';
import { NotHere } from '@throughline/local-servers';
import { freePort } from '@throughline/postgres-server';
import { findBroker, findPostgres, findSearch } from './engines.js';
import type { Kept } from './kept.js';
import { startProcess } from './node-process.js';

export interface DistributedOptions {
  readonly folder: DataFolder;
  /** Of the gateway. */
  readonly port: number;
  readonly host?: string;
  /** Processes of each service. Default: 1. */
  readonly instances?: number;
  /** Of a broker that is there, such as `kafka://host:9092?prefix=mine`. Default: `KAFKA_URL`, else one of our own. */
  readonly kafkaUrl?: string;
  /** With an OpenSearch. Default: where it can be had. */
  readonly search?: boolean;
  /** The folder of the code that a process (`sales.2`) runs, asked at each of its starts. Default: of this code. */
  readonly rootOf?: (process: string) => string | undefined;
  /** For every service and the gateway, beside what is in this process' own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the start, and what has been started until then. */
  readonly signal?: AbortSignal;
  /** Told as it goes: what was done, and the milliseconds it took. */
  readonly onStep?: (title: string, took: number) => void;
  /** Told, in plain words, of what ended by itself and is started again. */
  readonly onTrouble?: (what: string) => void;
}

export interface Distributed {
  /** Of the gateway. */
  readonly url: string;
  /** The services, `sales`, `sales.2`, .., and the gateway. */
  readonly processes: readonly Kept[];
  /** Kafka and OpenSearch, as far as they are ours to start and stop. */
  readonly engines: readonly Kept[];
  /** For the command line: where everything is. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of a service, or of `keys`. */
  databaseUrl(name: string): string;
  /** Answers when people can work: every service is ready. */
  ready(): Promise<void>;
  /** Answers what is on its way and ends everything, the gateway first and PostgreSQL last. */
  stop(): Promise<void>;
}

/** The product as separate processes on this machine, which talk over sockets: each service, the gateway, Kafka and PostgreSQL. Answers when it is ready. */
export async function startDistributed(options: DistributedOptions): Promise<Distributed> {
  const {
    kafkaUrl = process.env['KAFKA_URL'],
    search: withSearch = true,
    folder,
    port,
    host = '127.0.0.1',
    instances = 1,
    rootOf = () => undefined,
    environment = {},
    signal,
    onStep = () => {},
    onTrouble = () => {},
  } = options;
  const stops: (() => unknown)[] = [];
  let stopping = Promise.resolve();
  const stop = (): Promise<void> =>
    (stopping = stopping.then(async () => {
      for (const each of stops.splice(0).reverse()) await each();
    }));
  signal?.addEventListener('abort', stop);
  const step = async <T>(title: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    signal?.throwIfAborted();
    onStep(title, performance.now() - started);
    return result;
  };
  try {
    stops.push(folder.take());
    mkdirSync(folder.at('logs'), { recursive: true });
    const finding = await Promise.allSettled([
      step('PostgreSQL', findPostgres(folder, onTrouble)),
      step('Kafka', findBroker(folder, onTrouble, kafkaUrl)),
      withSearch ? step('OpenSearch', findSearch(folder, onTrouble)) : undefined,
    ]);
    const [postgres, broker, search] = finding;
    if (postgres.status === 'fulfilled') stops.push(() => postgres.value.stop());
    if (broker.status === 'fulfilled') stops.push(() => broker.value.own?.stop());
    if (search.status === 'fulfilled') stops.push(() => search.value?.own?.stop());
    if (postgres.status === 'rejected') throw postgres.reason;
    if (search.status === 'rejected') throw search.reason;
    if (broker.status === 'rejected') throw broker.reason instanceof NotHere ? new Refusal(broker.reason.message) : broker.reason;

    const services = serviceNames();
    const database = postgres.value;
    const { url: busUrl } = broker.value;
    const engines = [broker.value.own, search.value?.own].filter((engine) => engine !== undefined);
    await step('Databases', database.ensure(['keys', ...services]));
    const masterKeyFile = folder.at('master.key');
    loadOrCreateMasterKey(masterKeyFile);

    const places = await Promise.all(
      services.flatMap((service) =>
        Array.from({ length: instances }, async (_, n) => ({
          service,
          name: n === 0 ? service : `${service}.${n + 1}`,
          url: `http://127.0.0.1:${await freePort()}`,
        })),
      ),
    );
    const shared = {
      ...environment,
      ...(search.value && { SEARCH_URL: search.value.url }),
      BUS_URL: busUrl,
      KEYS_URL: database.url('keys'),
      MASTER_KEY_FILE: masterKeyFile,
      MASTER_KEY: '',
    };
    const running = await Promise.all(
      places.map(({ service, name, url }) => {
        const own = { DATABASE_URL: database.url(service), THROUGHLINE_DATA: folder.at('files', service) };
        return startProcess({
          name,
          folder: `services/${service}`,
          root: () => rootOf(name),
          environment: { ...shared, ...own, HOST: '127.0.0.1', PORT: new URL(url).port },
          url,
          logFile: folder.at('logs', `${name}.log`),
          onTrouble,
        });
      }),
    );
    stops.push(() => Promise.all(running.map((service) => service.stop())));
    await step('Services', Promise.all(running.map((service) => service.ready())));

    const forCommandLine = {
      THROUGHLINE_DATABASES: services.map((service) => `${service}=${database.url(service)}`).join(','),
      KEYS_URL: shared.KEYS_URL,
      BUS_URL: busUrl,
      MASTER_KEY_FILE: masterKeyFile,
    };
    const lines = Object.entries(forCommandLine).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(folder.at('environment'), lines.join(''), { mode: 0o600 });

    const url = `http://${host}:${port}`;
    const addresses = services.map((service) => [
      `${service.toUpperCase()}_URL`,
      places.flatMap((place) => (place.service === service ? [place.url] : [])).join(','),
    ]);
    const gateway = await startProcess({
      name: 'gateway',
      folder: 'gateway',
      root: () => rootOf('gateway'),
      environment: { ...environment, ...Object.fromEntries(addresses), HOST: host, PORT: String(port) },
      url,
      logFile: folder.at('logs', 'gateway.log'),
      onTrouble,
    });
    stops.push(() => gateway.stop());
    await step('Gateway', gateway.ready());
    return {
      url,
      processes: [...running, gateway],
      engines,
      environment: forCommandLine,
      databaseUrl: (name) => database.url(name),
      ready: async () => void (await Promise.all([...running, gateway].map((process) => process.ready()))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
