import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from '@throughline/message-bus/kafkajs';
import { freePort } from '@throughline/postgres-server';
import { fetched, java } from './java.js';
import { launch, throwaway, type LocalServer } from './local-server.js';

/** `url` is `kafka://127.0.0.1:<port>`. */
export type KafkaServer = LocalServer;

export const KAFKA_VERSION = '4.4.0';

/**
 * One broker that is its own controller. Needs Java 17 and, the first time, Maven; throws `NotHere` without them. With `folder` it keeps its log there, else
 * it is a throwaway.
 */
export async function startKafka(options: { readonly folder?: string; readonly port?: number } = {}): Promise<KafkaServer> {
  const [command, home] = await Promise.all([java(17), distribution()]);
  const folder = options.folder ?? throwaway('kafka');
  mkdirSync(folder, { recursive: true });
  const port = options.port ?? (await freePort());
  const controller = await freePort();
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, `${settings({ folder, port, controller })}\n`);
  const log = join(folder, 'server.log');
  writeFileSync(join(folder, 'log4j2.yaml'), logging(log));
  const classPath = ['-cp', `${home}/libs/*`, `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`];
  // The id of a cluster is sixteen bytes in base64url. One may begin with a dash, hence the =.
  const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${randomBytes(16).toString('base64url')}`];
  if (!existsSync(join(folder, 'log', 'meta.properties')))
    await promisify(execFile)(command, [...quick, ...classPath, ...format, '--config', properties]);
  const admin = () => new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  return launch({
    name: 'Kafka',
    url: `kafka://127.0.0.1:${port}`,
    folder,
    command,
    args: [...quick, '-Xmx512m', ...classPath, 'kafka.Kafka', properties],
    log,
    timeoutMs: 180_000,
    ready: async () => {
      const client = admin();
      try {
        await client.connect();
        return (await client.describeCluster()).brokers.length > 0;
      } finally {
        await client.disconnect().catch(() => {});
      }
    },
  });
}

const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

function distribution(): Promise<string> {
  return fetched(
    `kafka-${KAFKA_VERSION}`,
    `<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>`,
    (folder) => ['dependency:copy-dependencies', `-DoutputDirectory=${folder}/libs`],
  );
}

function settings({ folder, port, controller }: { folder: string; port: number; controller: number }): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(folder, 'log'),
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}

const logging = (file: string): string => `Configuration:
  Appenders:
    File:
      name: file
      fileName: ${file}
      PatternLayout:
        pattern: "%d %p %m%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        ref: file
`;
