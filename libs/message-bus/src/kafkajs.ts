import { createRequire } from 'node:module';

export { Kafka, logLevel } from 'kafkajs';

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
