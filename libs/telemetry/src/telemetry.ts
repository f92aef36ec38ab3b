import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { serveMetrics } from './metrics-server.js';
import { recordSpans } from './tracing.js';

export interface Telemetry {
  /** Where the metrics are, if anywhere. */
  readonly metricsUrl: string | undefined;
  /** Sends what has been recorded. */
  close(): Promise<void>;
}

export interface TelemetryOptions {
  /** Where metrics are served unless METRICS_HOST says so. */
  readonly host: string;
  /** For tests: takes the spans, instead of who OTEL_EXPORTER_OTLP_ENDPOINT names. */
  readonly exporter?: SpanExporter;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws for a METRICS_PORT that is none. */
export function metricsPort({ METRICS_PORT: port }: Environment): number | undefined {
  if (!port) return undefined;
  if (!/^\d+$/.test(port) || Number(port) > 65_535) throw new Error('it is not a port number from 0 to 65535');
  return Number(port);
}

/**
 * What a process tells operators, as its environment asks for, by default nothing: metrics on METRICS_PORT, spans to OTEL_EXPORTER_OTLP_ENDPOINT.
 * Once a process, before its services.
 */
export async function startTelemetry(environment: Environment, { host, exporter }: TelemetryOptions): Promise<Telemetry> {
  const port = metricsPort(environment);
  const metrics = port === undefined ? undefined : await serveMetrics({ port, host: environment['METRICS_HOST'] || host });
  const endpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const spans = exporter || endpoint ? await recordTo(exporter) : undefined;
  return {
    metricsUrl: metrics?.url,
    close: async () => {
      await metrics?.close();
      await spans?.();
    },
  };
}

/** The SDK reads its own settings: OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_BSP_SCHEDULE_DELAY, OTEL_RESOURCE_ATTRIBUTES and others. */
async function recordTo(given: SpanExporter | undefined): Promise<() => Promise<void>> {
  const [{ BasicTracerProvider, BatchSpanProcessor }, { detectResources, envDetector, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = given ?? new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter();
  const processor = new BatchSpanProcessor(exporter);
  const environment = detectResources({ detectors: [envDetector] });
  const made = new Map<string, ReturnType<InstanceType<typeof BasicTracerProvider>['getTracer']>>();
  recordSpans((service) => {
    let tracer = made.get(service);
    if (!tracer) {
      const resource = environment.merge(resourceFromAttributes({ 'service.name': service, 'service.namespace': 'throughline' }));
      tracer = new BasicTracerProvider({ resource, spanProcessors: [processor] }).getTracer('throughline');
      made.set(service, tracer);
    }
    return tracer;
  });
  return async () => {
    recordSpans(undefined);
    // An exporter that nobody hears any more does not keep a process from ending.
    await processor.shutdown().catch(() => {});
  };
}
