export * from './tracing.js';
export * from './metrics.js';
export { startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
