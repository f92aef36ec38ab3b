import { Kafka, logLevel } from '../kafkajs.js';
import type { KafkaSettings } from './configuration.js';

/** Errors come back to whoever asked, who logs them; kafkajs itself says nothing. */
export function createClient({ brokers, ssl, sasl }: KafkaSettings): Kafka {
  return new Kafka({
    clientId: 'throughline',
    brokers: [...brokers],
    ...(ssl && { ssl }),
    ...(sasl && { sasl }),
    connectionTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: logLevel.NOTHING,
  });
}
