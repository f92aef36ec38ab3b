import { mkdirSync } from 'node:fs';
import { createHmacs, loadOrCreateMasterKey, parseMasterKey, PostgresSubjectKeys } from '@throughline/keys';
import { EmbeddedBus, type MessageBus } from '@throughline/message-bus';
import { readConfiguration, UnsoundConfiguration } from './configuration.js';
import { createLog } from './log.js';
import type { ServiceManifest } from './service.js';
import { startService } from './start-service.js';

export interface RunOptions {
  /** Names of further settings of this service, all optional, and kept from the log. */
  readonly settings?: readonly string[];
  /** By the scheme of `BUS_URL`. Kafka's adapter comes here. */
  readonly buses?: Readonly<Record<string, (url: string, service: string) => Promise<MessageBus>>>;
}

/** The whole of a service's `main.ts`: runs it alone, configured by the environment, until SIGTERM or SIGINT. */
export async function runService(manifest: ServiceManifest, options: RunOptions = {}): Promise<void> {
  const log = createLog(manifest.name);
  try {
    const configuration = readConfiguration(process.env, { schemes: ['embedded', ...Object.keys(options.buses ?? {})] });
    const { databaseUrl, keysUrl, masterKey: given, busUrl, port, host, dataFolder } = configuration;
    mkdirSync(dataFolder, { recursive: true });
    const masterKey = given ? parseMasterKey(given) : loadOrCreateMasterKey(configuration.masterKeyFile);
    const keys = await PostgresSubjectKeys.open({ url: keysUrl, masterKey });
    const scheme = new URL(busUrl).protocol.slice(0, -1);
    const bus = (await options.buses?.[scheme]?.(busUrl, manifest.name)) ?? new EmbeddedBus();
    const settings = Object.fromEntries((options.settings ?? []).map((name) => [name, process.env[name]]));
    const service = await startService(manifest, {
      databaseUrl,
      keys,
      hmac: createHmacs(masterKey),
      bus,
      port,
      host,
      dataFolder,
      log,
      settings,
    });
    log.info({ url: service.url }, 'ready to serve');

    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= service
        .close()
        .then(() => keys.close())
        .then(
          () => log.info('stopped'),
          (error: unknown) => {
            log.error({ error: (error as Error).name }, 'did not stop cleanly');
            process.exitCode = 1;
          },
        );
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  } catch (error) {
    if (error instanceof UnsoundConfiguration)
      process.stderr.write(`${manifest.name} cannot start:\n${error.problems.map((problem) => `  - ${problem}\n`).join('')}`);
    else log.error({ error: (error as Error).message }, 'cannot start');
    process.exitCode = 1;
  }
}
