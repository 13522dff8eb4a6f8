import { pino } from 'pino';
import type { LogLevel } from './log-level.js';

/** Writes one line. `fields` are the event's own; a field named like a secret is cut out whatever it holds. */
export type Log = (level: Exclude<LogLevel, 'silent'>, fields: Readonly<Record<string, unknown>>, msg: string) => void;

/** No event has such a field. Should one ever get one by mistake, it does not reach the log. */
const secretFields = ['password', 'secret', 'token', 'authorization', 'credentials', 'headers', 'apiKey', 'body'];

/**
 * The log: JSON lines by pino, `level` as a word, `time` in ISO 8601, no process id and no host name, which whoever collects logs adds
 * anyway. stdout belongs to reports, so lines go where `write` says, which is stderr.
 */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    { write },
  );
  return (at, fields, msg) => logger[at](fields, msg);
}
