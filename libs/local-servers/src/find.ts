import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@throughline/postgres-server';
import { inDocker, type Container } from './docker.js';
import { alive } from './alive.js';
import { NotHere } from './java.js';
import { KAFKA_VERSION, startKafka } from './kafka.js';
import { OPENSEARCH_VERSION, startOpenSearch } from './opensearch.js';

/** A server that several share: each keeps to names of its own on it. */
export interface Found {
  readonly url: string;
  readonly by: 'environment' | 'docker' | 'java';
}

/** `KAFKA_URL`, else by Docker, else by Java. Throws {@link NotHere}, which says what would help. */
export function findKafka(): Promise<Found> {
  return find('Kafka', process.env['KAFKA_URL'], startKafka, async () => {
    const port = await freePort();
    return {
      image: `apache/kafka:${KAFKA_VERSION}`,
      port: { container: 9092, host: port },
      ready: /Kafka Server started/,
      url: (host) => `kafka://${host}:${port}`,
      environment: {
        KAFKA_NODE_ID: '1',
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '1',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      },
    };
  });
}

/** `OPENSEARCH_URL`, else by Docker, else by Java. Throws {@link NotHere}, which says what would help. */
export function findOpenSearch(): Promise<Found> {
  return find('OpenSearch', process.env['OPENSEARCH_URL'], startOpenSearch, async () => {
    const port = await freePort();
    return {
      image: `opensearchproject/opensearch:${OPENSEARCH_VERSION}`,
      port: { container: 9200, host: port },
      ready: /\bstarted\b/,
      url: (host) => `http://${host}:${port}`,
      environment: {
        'discovery.type': 'single-node',
        DISABLE_SECURITY_PLUGIN: 'true',
        DISABLE_INSTALL_DEMO_CONFIG: 'true',
        OPENSEARCH_JAVA_OPTS: '-Xms512m -Xmx512m',
      },
    };
  });
}

/** `EVENTSTOREDB_URL`, else by Docker. No registry of packages has this server. Throws {@link NotHere}. */
export function findEventStoreDb(): Promise<Found> {
  const noJava = () => Promise.reject(new NotHere('EventStoreDB is not a Java program'));
  return find('EventStoreDB', process.env['EVENTSTOREDB_URL'], noJava, async () => {
    const port = await freePort();
    return {
      image: 'eventstore/eventstore:24.10',
      port: { container: 2113, host: port },
      ready: /IS LEADER/,
      url: (host) => `esdb://${host}:${port}?tls=false`,
      environment: { EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_RUN_PROJECTIONS: 'None' },
    };
  });
}

async function find(
  name: string,
  given: string | undefined,
  byJava: () => Promise<{ url: string; pid: number }>,
  container: () => Promise<Container>,
): Promise<Found> {
  if (given) return { url: given, by: 'environment' };
  return shared(name, async () => {
    const inContainer = await inDocker(container);
    if (inContainer) return { url: inContainer, by: 'docker', pid: process.pid };
    try {
      const { url, pid } = await byJava();
      return { url, by: 'java', pid };
    } catch (error) {
      if (!(error instanceof NotHere)) throw error;
      throw new NotHere(`${name} is not there: ${name.toUpperCase()}_URL is not set, Docker does not answer, and ${error.message}`);
    }
  });
}

/** One server for all processes of a test run, started by the first of them that asks. */
async function shared(name: string, start: () => Promise<Found & { pid: number }>): Promise<Found> {
  const folder = join(tmpdir(), 'throughline-servers', `run-${process.env['THROUGHLINE_TEST_RUN'] ?? process.pid}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  for (const lock = `${file}.starting`; ; await pause(100)) {
    const there = existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as (Found & { pid: number }) | { missing: string });
    if (there && 'missing' in there) throw new NotHere(there.missing);
    if (there && alive(there.pid)) return there;
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      if (holder > 0 && !alive(holder)) rmSync(lock, { force: true });
      continue;
    }
    const tell = (what: object) => {
      writeFileSync(`${file}.new`, JSON.stringify(what));
      renameSync(`${file}.new`, file);
    };
    try {
      const started = await start();
      tell(started);
      return started;
    } catch (error) {
      if (error instanceof NotHere) tell({ missing: error.message });
      throw error;
    } finally {
      rmSync(lock, { force: true });
    }
  }
}
