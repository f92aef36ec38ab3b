import { pino } from 'pino';

/** Structured JSON, one line an entry. Entries hold ids, names and figures; never what a person wrote. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export function createLog(level = process.env['LOG_LEVEL'] ?? 'info'): Log {
  return pino({
    level,
    base: { service: 'gateway' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
