import { DomainError, type CommandHandler } from '@throughline/decider';
import { eventsBetween, type EventStore, type RecordedEvent } from '@throughline/event-store';
import type { KafkaObserver } from '@throughline/message-bus';
import {
  appendSeconds,
  commandSeconds,
  consumerLagRecords,
  deadLetters,
  isRecording,
  onScrape,
  parkedEvents,
  policyLagEvents,
  policyLagSeconds,
  record,
  recordedTraceparent,
  relayLagEvents,
  relayLeader,
  SpanKind,
  spanned,
  viewLagEvents,
  viewLagSeconds,
  type Attributes,
} from '@throughline/telemetry';
import type { PolicyRunner, PolicyRunnerOptions, ViewRunner, ViewRunnerOptions } from '@throughline/views';

/** Times every append, and notes in its events where in a recorded trace they were appended. */
export function observedStore(service: string, store: EventStore): EventStore {
  return {
    append: (append) => {
      const end = appendSeconds.startTimer({ service });
      return spanned({ service, name: `append ${append.stream.category}`, kind: SpanKind.PRODUCER }, () => {
        const traceparent = recordedTraceparent();
        const events = traceparent ? append.events.map((event) => ({ ...event, meta: { ...event.meta, traceparent } })) : append.events;
        return store.append({ ...append, events });
      }).finally(end);
    },
    readStream: (stream, fromRevision) => store.readStream(stream, fromRevision),
    readAll: (after, limit) => store.readAll(after, limit),
    readLast: (limit) => store.readLast(limit),
    findCommand: (command) => store.findCommand(command),
    head: () => store.head(),
    onAppended: (listener) => store.onAppended(listener),
    close: () => store.close(),
  };
}

/** Times every command, by operation and outcome. */
export function observedHandler(service: string, handler: CommandHandler): CommandHandler {
  return {
    ...handler,
    async execute(decider, id, command, context, options) {
      const { tenant } = context;
      // What follows a dot may name a form.
      const operation = context.operation.split('.', 1)[0]!;
      const end = commandSeconds.startTimer({ service, operation });
      const attributes: Attributes = { 'throughline.tenant': tenant, 'throughline.category': decider.category, 'throughline.id': id };
      try {
        const executed = await spanned({ service, name: `command ${operation}`, attributes }, () =>
          handler.execute(decider, id, command, context, options),
        );
        end({ outcome: executed.repeated ? 'repeated' : 'done' });
        return executed;
      } catch (error) {
        end({ outcome: error instanceof DomainError ? error.code : 'INTERNAL' });
        throw error;
      }
    },
  };
}

/** A view that is rebuilt, or a consumer that was away, writes no spans into traces that nobody looks at any more. */
const FRESH_MS = 10 * 60_000;
/** Of one batch. */
const MOST_TRACES = 64;

/** A batch of events is one transaction: its span stands in the trace of each recorded command that it has events of. */
export function aroundBatches(service: string): ViewRunnerOptions['around'] {
  return async (batch, handle) => {
    const parents = isRecording() ? tracesOf(batch.events) : [];
    if (parents.length === 0) return handle();
    const startTime = Date.now();
    await handle();
    const attributes = { 'throughline.source': batch.service, 'messaging.batch.message_count': batch.events.length };
    for (const parent of parents) record({ service, name: 'views', kind: SpanKind.CONSUMER, parent, attributes, startTime });
  };
}

/** What a policy does belongs to the trace of what set it off. */
export function aroundPolicies(service: string): PolicyRunnerOptions['around'] {
  return async (policy, { meta, source }, act) => {
    const { traceparent: parent } = meta;
    if (!parent) return act();
    const attributes = { 'throughline.source': source };
    return spanned({ service, name: `policy ${policy}`, kind: SpanKind.CONSUMER, parent, attributes }, act);
  };
}

function tracesOf(events: readonly RecordedEvent[]): string[] {
  const fresh = new Date(Date.now() - FRESH_MS).toISOString();
  const parents = new Set<string>();
  for (const { meta, recordedAt } of events) {
    if (meta.traceparent && recordedAt > fresh) parents.add(meta.traceparent);
    if (parents.size === MOST_TRACES) break;
  }
  return [...parents];
}

/** Of a bus that keeps a copy: sending is part of the trace, and what could not be read is counted. */
export function busObserver(service: string): KafkaObserver {
  return {
    sent(events, startTime) {
      const parents = isRecording() ? tracesOf(events) : [];
      const attributes = { 'messaging.system': 'kafka', 'messaging.batch.message_count': events.length };
      for (const parent of parents) record({ service, name: 'relay', kind: SpanKind.PRODUCER, parent, attributes, startTime });
    },
    unreadable: () => deadLetters.inc({ service }),
  };
}

/** What a bus can tell of itself, where it keeps a copy. */
export interface BusFigures {
  relayStatus?(): readonly { readonly service: string; readonly leads: boolean; readonly position?: bigint }[];
  lag?(): readonly { readonly service: string; readonly consumer: string; readonly partition: number; readonly records: number }[];
}

/** Asked for whenever somebody looks at the metrics; until the answer is called. */
export function tellFigures(
  service: string,
  {
    store,
    views,
    policies,
    bus,
  }: { readonly store: EventStore; readonly views: ViewRunner; readonly policies: PolicyRunner; readonly bus: BusFigures },
): () => void {
  /** While Kafka is away, the relay does not know where it is. */
  let relayed = 0n;
  deadLetters.inc({ service }, 0);
  return onScrape(async () => {
    for (const { service: source, leads, position = relayed } of bus.relayStatus?.() ?? []) {
      if (source !== service) continue;
      relayed = position;
      relayLeader.set({ service }, leads ? 1 : 0);
      if (leads) relayLagEvents.set({ service }, (await eventsBetween(store, position, (await store.head()).position)).events);
    }
    for (const { service: source, consumer, partition, records } of bus.lag?.() ?? [])
      consumerLagRecords.set({ service, source, consumer, partition }, records);
    for (const { view, behind, parked } of await views.status()) {
      viewLagEvents.set({ service, view }, behind.events);
      if (behind.seconds !== undefined) viewLagSeconds.set({ service, view }, behind.seconds);
      parkedEvents.set({ service, view }, parked);
    }
    for (const { policy, behind, parked } of await policies.status()) {
      policyLagEvents.set({ service, policy }, behind.events);
      if (behind.seconds !== undefined) policyLagSeconds.set({ service, policy }, behind.seconds);
      parkedEvents.set({ service, view: policy }, parked);
    }
  });
}
