import { readFileSync } from 'node:fs';
import type { KafkaConfig, SASLOptions } from 'kafkajs';

export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Topics and groups begin with it; installations that share a cluster have different ones. Default `throughline`. */
  readonly prefix: string;
  /** How many partitions a topic is to have; absent: those it has, three where there is none yet. */
  readonly partitions?: number;
  /** Copies of each record; absent: as many as the cluster's default. */
  readonly replication?: number;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
}

/** Lists everything that is wrong with the address. Never quotes it: it may hold a password. */
export class UnsoundKafkaUrl extends Error {
  override readonly name = 'UnsoundKafkaUrl';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const PARAMETERS = ['partitions', 'replication', 'prefix', 'ssl', 'sasl'];
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/**
 * `kafka://user:password@host:9092,host2:9092?partitions=6&replication=3&ssl=true&sasl=scram-sha-512&prefix=throughline`. The port is 9092 unless given;
 * user and password may be in `KAFKA_USERNAME` and `KAFKA_PASSWORD` instead, the authority that signed the brokers' certificates in the
 * file `KAFKA_CA_FILE`. Throws {@link UnsoundKafkaUrl}.
 */
export function parseKafkaUrl(url: string, env: Readonly<Record<string, string | undefined>> = process.env): KafkaSettings {
  // Not a `URL`: that has room for one port.
  const parts = /^kafka:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?#@]*)\/?(?:\?(.*))?$/.exec(url);
  if (!parts) throw new UnsoundKafkaUrl(['The address of Kafka is not one such as kafka://host:9092,host2:9092?partitions=6']);
  const problems: string[] = [];
  const parameters = new URLSearchParams(parts[4] ?? '');
  for (const name of parameters.keys())
    if (!PARAMETERS.includes(name)) problems.push(`The address of Kafka has the parameter ${name}, and may have ${PARAMETERS.join(', ')}`);

  const brokers = parts[3]!.split(',').map((broker) => (/:\d+$/.test(broker) ? broker : `${broker}:9092`));
  if (!brokers.every((broker) => /^([\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i.test(broker)))
    problems.push('The address of Kafka names no hosts such as host:9092,host2:9092');

  const count = (name: string, most: number): number | undefined => {
    const text = parameters.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > most)
      problems.push(`${name} in the address of Kafka is not a number from 1 to ${most}`);
    return value;
  };
  const partitions = count('partitions', 1_000);
  const replication = count('replication', 10);
  const prefix = parameters.get('prefix') ?? 'throughline';
  if (!/^[\w.-]{1,80}$/.test(prefix))
    problems.push('prefix in the address of Kafka may hold letters, digits, dots, dashes and underscores');

  const secure = parameters.get('ssl') ?? 'false';
  if (!['true', 'false'].includes(secure)) problems.push('ssl in the address of Kafka is neither true nor false');
  const caFile = env['KAFKA_CA_FILE'];
  let ssl: KafkaConfig['ssl'] = secure === 'true';
  if (caFile && !ssl) problems.push('KAFKA_CA_FILE is given, but the address of Kafka does not say ssl=true');
  else if (caFile) {
    try {
      ssl = { ca: [readFileSync(caFile, 'utf8')] };
    } catch (error) {
      problems.push(`KAFKA_CA_FILE cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  }

  const username = decoded(parts[1]) || env['KAFKA_USERNAME'];
  const password = decoded(parts[2]) || env['KAFKA_PASSWORD'];
  const mechanism = parameters.get('sasl') ?? (username ? 'plain' : undefined);
  let sasl: SASLOptions | undefined;
  if (mechanism !== undefined) {
    if (!isMechanism(mechanism)) problems.push(`sasl in the address of Kafka is none of ${MECHANISMS.join(', ')}`);
    else if (!username || !password)
      problems.push('KAFKA_USERNAME and KAFKA_PASSWORD are needed with sasl, or both in the address of Kafka');
    else sasl = { mechanism, username, password } as SASLOptions;
  }

  if (problems.length > 0) throw new UnsoundKafkaUrl(problems);
  return {
    brokers,
    prefix,
    ...(partitions && { partitions }),
    ...(replication && { replication }),
    ...(ssl && { ssl }),
    ...(sasl && { sasl }),
  };
}

function isMechanism(name: string): name is (typeof MECHANISMS)[number] {
  return (MECHANISMS as readonly string[]).includes(name);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return text;
  }
}
