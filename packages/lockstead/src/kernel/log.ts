/** Log lines. Where they go, and how a line is written, is the caller's choice; nothing here knows the time by itself. */
import { type Clock, isoMillis } from './clock.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
  /** Writes out what is still held back. */
  flush(): void;
}

/** Lines are gathered for a moment, since a write per request costs more than the request's own line. */
const heldBytesMax = 16 * 1024;

/** What one line tells. */
export interface LogRecord {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** `line`: a record as one line, without its end; JSON, if not given. */
export function jsonLog(
  level: LogLevel,
  clock: Clock,
  write: (lines: string) => void,
  later: (run: () => void) => void,
  line: (record: LogRecord) => string = JSON.stringify,
): Log {
  const threshold = logLevels.indexOf(level);
  let held = '';
  let waiting = false;

  function flush(): void {
    waiting = false;
    if (held === '') return;
    const lines = held;
    held = '';
    write(lines);
  }

  function at(rank: LogLevel): (message: string, fields?: object) => void {
    if (logLevels.indexOf(rank) < threshold) return () => undefined;
    return (message, fields) => {
      held += `${line({ at: isoMillis(clock.wallNow()), level: rank, message, ...fields })}\n`;
      if (held.length >= heldBytesMax) flush();
      else if (!waiting) {
        waiting = true;
        later(flush);
      }
    };
  }

  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), flush };
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  flush: () => undefined,
};
