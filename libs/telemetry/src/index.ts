export * from './tracing.js';
export * from './metrics.js';
export { metricsPort, startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
