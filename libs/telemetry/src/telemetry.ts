import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { serveMetrics, type MetricsServer } from './metrics-server.js';
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

/**
 * What a process tells operators, as its environment asks for, by default nothing: metrics on METRICS_PORT, spans to OTEL_EXPORTER_OTLP_ENDPOINT.
 * Once a process, before its services. Throws an error that says what is wrong with METRICS_PORT.
 */
export async function startTelemetry(environment: Environment, { host, exporter }: TelemetryOptions): Promise<Telemetry> {
  const { METRICS_PORT: port, METRICS_HOST: metricsHost = host } = environment;
  const metrics = port ? await metricsAt(port, metricsHost) : undefined;
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

async function metricsAt(given: string, host: string): Promise<MetricsServer> {
  const port = /^\d+$/.test(given) ? Number(given) : NaN;
  if (!(port <= 65_535)) throw new Error('METRICS_PORT is not a port number from 0 to 65535');
  return serveMetrics({ port, host }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`METRICS_PORT cannot be used: ${error.code === 'EADDRINUSE' ? 'another program listens there' : error.message}`);
  });
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
