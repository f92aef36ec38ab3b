import { randomBytes } from 'node:crypto';
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type TimeInput,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

export { SpanKind, type Attributes } from '@opentelemetry/api';

// The id of a trace goes from request to log entry whether or not spans are recorded.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

export interface SpanOptions {
  /** `sales`: the `service.name` of its spans, also where several services share a process. */
  readonly service: string;
  /** Of the operation, not of what it is about: `command createLead`. Names and attributes hold nothing that a person wrote. */
  readonly name: string;
  /** Default: INTERNAL. */
  readonly kind?: SpanKind;
  /** A W3C `traceparent`. Default: where the caller is. */
  readonly parent?: string | undefined;
  readonly attributes?: Attributes;
  readonly startTime?: TimeInput;
}

/** Makes the tracer of a service; absent as long as nothing is recorded. */
let tracers: ((service: string) => Tracer) | undefined;

export function recordSpans(make: ((service: string) => Tracer) | undefined): void {
  tracers = make;
}

export function isRecording(): boolean {
  return tracers !== undefined;
}

/** Works within a span that ends with it; where spans are not recorded, or this trace is not, it just works. */
export async function spanned<T>(options: SpanOptions, work: () => Promise<T>): Promise<T> {
  if (!tracers) return work();
  const parent = parentOf(options);
  if (!trace.getSpanContext(parent)) return work();
  const span = startSpan(tracers(options.service), options, parent);
  if (!span.isRecording()) return work();
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span of what is over. */
export function record(options: SpanOptions): void {
  if (tracers) startSpan(tracers(options.service), options, parentOf(options)).end();
}

/** A request as it is served. */
export interface Serving {
  /** Works within it: what is logged, appended and asked of others belongs to its trace. */
  within<T>(work: () => T): T;
  /** `name` once it is known what it is. */
  end(result?: { readonly name?: string; readonly attributes?: Attributes; readonly failed?: boolean }): void;
}

/** A request comes in: it belongs to the trace that its `traceparent` names, else to a new one. */
export function serve(options: SpanOptions): Serving {
  const given = options.parent ? contextOf(options.parent) : undefined;
  const parent = given ? trace.setSpanContext(ROOT_CONTEXT, given) : ROOT_CONTEXT;
  const span = tracers && startSpan(tracers(options.service), { kind: SpanKind.SERVER, ...options }, parent);
  const here = span ? trace.setSpan(parent, span) : given ? parent : trace.setSpanContext(ROOT_CONTEXT, unrecorded());
  return {
    within: (work) => context.with(here, work),
    end: ({ name, attributes, failed } = {}) => {
      if (!span) return;
      if (name) span.updateName(name);
      if (attributes) span.setAttributes(attributes);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** The `traceparent` of where the caller is: for those who are asked on its behalf. */
export function traceparent(): string | undefined {
  const here = trace.getSpanContext(context.active());
  return here && `00-${here.traceId}-${here.spanId}-${here.traceFlags.toString(16).padStart(2, '0')}`;
}

/** As {@link traceparent}, where spans of this trace are recorded: for what goes with an event, for good. */
export function recordedTraceparent(): string | undefined {
  return tracers && trace.getActiveSpan()?.isRecording() ? traceparent() : undefined;
}

/** Of every log entry. */
export function traceFields(): { traceId?: string } {
  const here = trace.getSpanContext(context.active());
  return here ? { traceId: here.traceId } : {};
}

function parentOf({ parent }: SpanOptions): Context {
  if (!parent) return context.active();
  const given = contextOf(parent);
  return given ? trace.setSpanContext(ROOT_CONTEXT, given) : ROOT_CONTEXT;
}

function startSpan(tracer: Tracer, { name, kind = SpanKind.INTERNAL, attributes, startTime }: SpanOptions, parent: Context): Span {
  return tracer.startSpan(name, { kind, attributes, startTime }, parent);
}

/** Messages of errors may quote what people wrote. */
function failed(span: Span, error: unknown): void {
  const { name, code } = error as { name?: string; code?: unknown };
  span.setAttribute('error.type', typeof code === 'string' ? code : (name ?? 'Error'));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Undefined for what is no traceparent: the client's to send, and so anything. */
function contextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] =
    /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/.exec(traceparent) ?? [];
  return traceId ? { traceId, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16) & TraceFlags.SAMPLED, isRemote: true } : undefined;
}

function unrecorded(): SpanContext {
  const ids = randomBytes(24).toString('hex');
  return { traceId: ids.slice(0, 32), spanId: ids.slice(32), traceFlags: TraceFlags.NONE };
}
