import { createRequire } from 'node:module';
import { Kafka, logLevel } from 'kafkajs';
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

/**
 * kafkajs 2.2.4 sets a timer after every request for the end of a throttling that there is not, which Node reports as negative
 * (TimeoutNegativeWarning). It is needed only where requests wait.
 */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}
const queue = (createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue }).prototype;
const schedule = queue.scheduleCheckPendingRequests;
queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0) schedule.call(this);
};
