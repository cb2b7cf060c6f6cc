/** JSON lines for machines and patient people. Where they go is the caller's choice; nothing here knows the time by itself. */
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

export function jsonLog(
  level: LogLevel,
  clock: Clock,
  write: (lines: string) => void,
  later: (run: () => void) => void,
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
      held += `${JSON.stringify({ at: isoMillis(clock.wallNow()), level: rank, message, ...fields })}\n`;
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
