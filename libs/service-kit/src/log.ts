import { pino } from 'pino';

/** Structured JSON, one line an entry, on stdout. Entries hold ids, names of operations and figures; never what a person wrote. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error' | 'debug' | 'child'>;

export function createLog(service: string, level = process.env['LOG_LEVEL'] ?? 'info'): Log {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } });
}
