import { startGateway, type Gateway, type GatewaySettings } from '@throughline/gateway';
import { PostgresSubjectKeys, createHmacs, loadOrCreateMasterKey } from '@throughline/keys';
import { EmbeddedBus } from '@throughline/message-bus';
import { createLog, startService, type RunningService } from '@throughline/service-kit';
import { startTelemetry } from '@throughline/telemetry';
import { type DataFolder, Refusal } from './data-folder.js';
import { startDatabaseServer } from './database-server.js';
import { OfferedSampleCompany } from './sample-company.js';
import { discoverServices, serviceNames } from './services.js';

export interface System {
  /** Of the gateway. */
  readonly url: string;
  readonly services: readonly RunningService[];
  /** Why people cannot work yet: views that were never built, or are of a new version, are built from the events. Empty when they can. */
  notReady(): Promise<string[]>;
  /** Answers what is on its way, then lets go of everything. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  readonly folder: DataFolder;
  readonly gateway: GatewaySettings;
  /** Told as it goes: what was done, and the milliseconds it took. */
  readonly onStep: (title: string, took: number) => void;
}

/** The whole product in this process: every service and the gateway, on one PostgreSQL server under the data folder, without Kafka. */
export async function startSystem({ folder, gateway: settings, onStep }: SystemOptions): Promise<System> {
  const log = createLog('embedded');
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const step = async <T>(title: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    onStep(title, performance.now() - started);
    return result;
  };
  try {
    stops.push(folder.take());
    const telemetry = await startTelemetry(process.env, { host: '127.0.0.1' }).catch((error: Error) => {
      throw new Refusal(error.message);
    });
    stops.push(() => telemetry.close());
    if (telemetry.metricsUrl) log.info({ metrics: telemetry.metricsUrl }, 'figures are served');
    // Loading the services' code takes as long as starting the database: both at once.
    const loading = discoverServices();
    loading.catch(() => {});
    const server = await step(
      folder.hasCluster ? 'PostgreSQL' : 'PostgreSQL, with a new cluster',
      startDatabaseServer(folder, (reason) => log.error(reason)),
    );
    stops.push(() => server.stop());
    await step('Databases', server.ensure(['keys', ...serviceNames()]));
    const manifests = await step('Code', loading);

    const masterKey = loadOrCreateMasterKey(folder.at('master.key'));
    const keys = await PostgresSubjectKeys.open({ url: server.url('keys'), masterKey });
    stops.push(() => keys.close());

    const bus = new EmbeddedBus((service, consumer, error) =>
      log.error({ source: service, consumer, error: (error as Error).name }, 'an event was not taken'),
    );
    const sampleCompany = new OfferedSampleCompany(folder, (database) => server.url(database), log);
    const starting = manifests.map((manifest) =>
      startService(manifest, {
        databaseUrl: server.url(manifest.name),
        keys,
        hmac: createHmacs(masterKey),
        bus,
        sole: true,
        dataFolder: folder.at('files', manifest.name),
        log: createLog(manifest.name),
        settings: process.env,
        sampleCompany,
      }),
    );
    stops.push(async () => {
      const started = await Promise.allSettled(starting);
      await Promise.all(started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.close()] : [])));
    });
    stops.push(() => bus.close());
    const services = await step('Services', Promise.all(starting));

    const gateway = await step('Gateway', listen(settings, services));
    stops.push(() => gateway.close());
    sampleCompany.url = gateway.url;
    const notReady = async (): Promise<string[]> => (await Promise.all(services.map((service) => service.ready()))).flat();
    return { url: gateway.url, services, notReady, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(settings: GatewaySettings, services: readonly RunningService[]): Promise<Gateway> {
  try {
    const subgraphs = services.map((service) => [
      service.name,
      {
        url: service.url,
        execute: service.execute.bind(service),
        subscribe: service.subscribe.bind(service),
        ready: service.ready.bind(service),
      },
    ]);
    return await startGateway({ ...settings, subgraphs: Object.fromEntries(subgraphs) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Refusal(`Port ${settings.port} is taken by another program. Name another one: PORT=4001 npm start`);
  }
}
