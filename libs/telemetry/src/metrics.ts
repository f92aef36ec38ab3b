import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Of this process: where several services share it, `service` tells them apart. What each means: docs/operations/observability.md. */
export const registry = new Registry();
const registers = [registry];

export const appendSeconds = new Histogram({
  name: 'throughline_append_seconds',
  help: 'From handing an append to the event store until it is acknowledged, its wait for a batch included.',
  labelNames: ['service'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers,
});

export const appendBatchSize = new Histogram({
  name: 'throughline_append_batch_size',
  help: 'Appends that the event store wrote in one transaction.',
  labelNames: ['service'],
  buckets: [1, 2, 4, 8, 16, 32, 64],
  registers,
});

export const commandSeconds = new Histogram({
  name: 'throughline_command_seconds',
  help: 'A command from its decider to the acknowledged append. Outcome: done, repeated, or the code of the error.',
  labelNames: ['service', 'operation', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  registers,
});

export const requestSeconds = new Histogram({
  name: 'throughline_request_seconds',
  help: 'A request at the gateway until its answer has been sent.',
  labelNames: ['route', 'operation', 'status'],
  buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});

export const requestCost = new Histogram({
  name: 'throughline_request_cost',
  help: 'The cost of a GraphQL request as the gateway counts it against LIMIT_COST, that of refused ones included.',
  buckets: [1, 10, 50, 100, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 50_000, 100_000],
  registers,
});

export const requestErrors = new Counter({
  name: 'throughline_request_errors_total',
  help: 'Errors in answers of the graph, by code.',
  labelNames: ['code'],
  registers,
});

export const viewLagEvents = gauge('view_lag_events', 'Events that have not come to a view yet.', ['service', 'view']);
export const viewLagSeconds = gauge('view_lag_seconds', 'The age of the oldest event that a view has not applied.', ['service', 'view']);
export const policyLagEvents = gauge('policy_lag_events', 'Events that have not come to a policy yet.', ['service', 'policy']);
export const policyLagSeconds = gauge('policy_lag_seconds', 'The age of the oldest event that a policy has not acted on.', [
  'service',
  'policy',
]);
export const parkedEvents = gauge('parked_events', 'Events that a view or a policy could not take, and that wait for a replay.', [
  'service',
  'view',
]);
export const relayLagEvents = gauge('relay_lag_events', 'Events that the relay has not sent.', ['service']);
export const relayLeader = gauge('relay_leader', '1 where this process relays the service, 0 where it stands by.', ['service']);
export const consumerLagRecords = gauge('consumer_lag_records', 'Records of a partition that a consumer has not handled.', [
  'service',
  'source',
  'consumer',
  'partition',
]);
export const searchLagChanges = gauge('search_lag_changes', 'Changes of rows that the search engine does not have yet.', ['service']);
export const searchLagSeconds = gauge('search_lag_seconds', 'How long the first of them has waited.', ['service']);
export const deadLetters = new Counter({
  name: 'throughline_dead_letters_total',
  help: 'Records that could not be read and were put with the dead letters.',
  labelNames: ['service'],
  registers,
});

const gauges: Gauge[] = [
  viewLagEvents,
  viewLagSeconds,
  policyLagEvents,
  policyLagSeconds,
  parkedEvents,
  relayLagEvents,
  relayLeader,
  consumerLagRecords,
  searchLagChanges,
  searchLagSeconds,
];

function gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
  return new Gauge({ name: `throughline_${name}`, help, labelNames, registers });
}

const collectors = new Set<() => Promise<void> | void>();

/** `collect` sets gauges whenever somebody looks; until the answer is called. */
export function onScrape(collect: () => Promise<void> | void): () => void {
  collectors.add(collect);
  return () => void collectors.delete(collect);
}

let scraping: Promise<string> | undefined;

/** The exposition text. A figure that cannot be had now, as its database does not answer, is absent. */
export function scrape(): Promise<string> {
  return (scraping ??= collect().finally(() => (scraping = undefined)));
}

const PATIENCE_MS = 5_000;

async function collect(): Promise<string> {
  for (const each of gauges) each.reset();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([Promise.allSettled([...collectors].map(async (collector) => collector())), late]);
  clearTimeout(timer);
  return registry.metrics();
}
