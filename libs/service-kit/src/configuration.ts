/** What a service of a process of its own is told by its environment. */
export interface Configuration {
  /** `DATABASE_URL`: of the service's own Postgres database. */
  readonly databaseUrl: string;
  /** `EVENT_STORE_URL`, default `DATABASE_URL`. */
  readonly eventStoreUrl: string;
  /** `KEYS_URL`: of the database of subject keys, shared by all services. */
  readonly keysUrl: string;
  /** `MASTER_KEY`, or the file that `MASTER_KEY_FILE` names. */
  readonly masterKey?: string;
  readonly masterKeyFile: string;
  /** `BUS_URL`. */
  readonly busUrl: string;
  /** `PORT`, default 3000. */
  readonly port: number;
  /** `HOST`, default 0.0.0.0. */
  readonly host: string;
  /** `THROUGHLINE_DATA`, default ./data. */
  readonly dataFolder: string;
}

/** Lists everything that is wrong with the environment, each in words that name the variable. */
export class UnsoundConfiguration extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Throws {@link UnsoundConfiguration}. Values are never quoted: they hold passwords. */
export function readConfiguration(
  env: Readonly<Record<string, string | undefined>>,
  { schemes }: { readonly schemes: readonly string[] },
): Configuration {
  const problems: string[] = [];
  const postgres = (name: string, what: string): string => {
    const value = env[name];
    if (!value) problems.push(`${name} is missing: the address of ${what}, such as postgres://user:password@host:5432/name`);
    else if (!/^postgres(ql)?:$/.test(schemeOf(value) ?? ''))
      problems.push(`${name} is not an address such as postgres://user:password@host:5432/name`);
    return value ?? '';
  };

  const databaseUrl = postgres('DATABASE_URL', "the service's own database");
  const eventStoreUrl = env['EVENT_STORE_URL'] || databaseUrl;
  if (env['EVENT_STORE_URL'] && !/^(postgres(ql)?|(esdb|kurrentdb)(\+discover)?):/.test(eventStoreUrl))
    problems.push('EVENT_STORE_URL has to begin with one of postgres:, esdb:, kurrentdb:');
  const keysUrl = postgres('KEYS_URL', "the database of subjects' keys, which all services share");
  const busUrl = env['BUS_URL'] ?? '';
  const known = schemes.map((scheme) => `${scheme}:`);
  if (!busUrl) problems.push(`BUS_URL is missing: where public events go, one of ${known.join(', ')}`);
  // Not a `URL`: Kafka's address may have several hosts.
  else if (!known.some((scheme) => busUrl.startsWith(scheme))) problems.push(`BUS_URL has to begin with one of ${known.join(', ')}`);
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT is not a port number from 0 to 65535');
  const masterKey = env['MASTER_KEY'];
  const masterKeyFile = env['MASTER_KEY_FILE'] ?? '';
  if (!masterKey && !masterKeyFile)
    problems.push('MASTER_KEY or MASTER_KEY_FILE is missing: all services of an installation need the same one');
  if (masterKey && masterKeyFile) problems.push('MASTER_KEY and MASTER_KEY_FILE are both given: only one of them can hold');
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
  if (env['LOG_LEVEL'] && !levels.includes(env['LOG_LEVEL'])) problems.push(`LOG_LEVEL is none of ${levels.join(', ')}`);

  if (problems.length > 0) throw new UnsoundConfiguration(problems);
  return {
    databaseUrl,
    eventStoreUrl,
    keysUrl,
    ...(masterKey && { masterKey }),
    masterKeyFile,
    busUrl,
    port,
    host: env['HOST'] ?? '0.0.0.0',
    dataFolder: env['THROUGHLINE_DATA'] ?? './data',
  };
}

function schemeOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).protocol : undefined;
}
