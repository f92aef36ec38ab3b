import { mkdirSync } from 'node:fs';
import { createHmacs, loadOrCreateMasterKey, parseMasterKey, PostgresSubjectKeys } from '@throughline/keys';
import { busSchemes, openBus } from '@throughline/message-bus';
import { startTelemetry } from '@throughline/telemetry';
import pg from 'pg';
import { readConfiguration, UnsoundConfiguration } from './configuration.js';
import { createLog } from './log.js';
import { makeSchema } from './make-schema.js';
import { busObserver } from './observe.js';
import type { ServiceManifest } from './service.js';
import { startService } from './start-service.js';

export interface RunOptions {
  /** Names of further settings of this service, all optional, and kept from the log. */
  readonly settings?: readonly string[];
}

/**
 * The whole of a service's `main.ts`: runs it alone, configured by the environment, until SIGTERM or SIGINT. With `--schema-only` it makes what is missing in the
 * databases, and ends.
 */
export async function runService(manifest: ServiceManifest, options: RunOptions = {}): Promise<void> {
  const log = createLog(manifest.name);
  try {
    const configuration = readConfiguration(process.env, { schemes: busSchemes });
    const { databaseUrl, eventStoreUrl, keysUrl, masterKey: given, busUrl, port, host, dataFolder } = configuration;
    const [, masterKey, , , bus] = await allUsable([
      ['THROUGHLINE_DATA', () => mkdirSync(dataFolder, { recursive: true })],
      given ? ['MASTER_KEY', () => parseMasterKey(given)] : ['MASTER_KEY_FILE', () => loadOrCreateMasterKey(configuration.masterKeyFile)],
      ['DATABASE_URL', () => reach(databaseUrl)],
      ['KEYS_URL', () => reach(keysUrl)],
      ['BUS_URL', () => openBus(busUrl, { service: manifest.name, databaseUrl, log, observer: busObserver(manifest.name) })],
    ] as const);
    if (process.argv.includes('--schema-only')) {
      await makeSchema(manifest, { databaseUrl, keysUrl, masterKey });
      await bus.close();
      return log.info('the schema is there');
    }
    const telemetry = await startTelemetry(process.env, { host });
    const keys = await PostgresSubjectKeys.open({ url: keysUrl, masterKey });
    const settings = Object.fromEntries((options.settings ?? []).map((name) => [name, process.env[name]]));
    const service = await startService(manifest, {
      databaseUrl,
      eventStoreUrl,
      keys,
      hmac: createHmacs(masterKey),
      bus,
      port,
      host,
      dataFolder,
      log,
      settings,
    });
    log.info({ url: service.url, metrics: telemetry.metricsUrl }, 'ready to serve');

    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= service
        .drain()
        .then(() => service.close())
        .then(() => bus.close())
        .then(() => keys.close())
        .then(() => telemetry.close())
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
    const problems = problemsOf(error);
    if (problems) process.stderr.write(`${manifest.name} cannot start:\n${problems.map((problem) => `  - ${problem}\n`).join('')}`);
    else log.error({ error: (error as Error).message }, 'cannot start');
    // What was opened on the way is of no more use, and would keep the process waiting.
    process.exit(1);
  }
}

/** What each is good for; throws one error that names all those that are not. */
async function allUsable<const T extends readonly (readonly [variable: string, use: () => unknown])[]>(
  uses: T,
): Promise<{ [K in keyof T]: Awaited<ReturnType<T[K][1]>> }> {
  const results = await Promise.allSettled(uses.map(async ([, use]) => use()));
  const problems = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${uses[index]![0]} cannot be used: ${reasonOf(result.reason)}`] : [],
  );
  if (problems.length > 0) throw new UnsoundConfiguration(problems);
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}

async function reach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof UnsoundConfiguration) return error.problems;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'listen')
    return [`HOST and PORT cannot be used: ${code === 'EADDRINUSE' ? 'another program listens there' : reasonOf(error)}`];
  return undefined;
}

/** A host with several addresses gives an error a try, and no message of its own. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
