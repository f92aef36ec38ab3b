import { traceFields } from '@throughline/telemetry';
import { pino, type DestinationStream } from 'pino';

/** Structured JSON, one line an entry, with the id of the trace it belongs to. Entries hold ids, names and figures; never what a person wrote. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export function createLog(level = process.env['LOG_LEVEL'] ?? 'info', destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: { service: 'gateway' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
    },
    destination,
  );
}
