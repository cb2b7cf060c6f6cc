/** A line of the log for people: time, level where it matters, what happened, and the rest as names and values. */
import type { LogRecord } from '#kernel/log';
import { harmlessLine } from '#terminal/paint';

/** `14:02:07 iam:ListUsers 403 AccessDenied by arn:aws:iam::…:user/alice, 1.3 ms, request 6f1c…`; of other lines the fields follow. */
export function shortLine({ at, level, message, ...fields }: LogRecord): string {
  const head = `${at.slice(11, 19)} ${level === 'info' ? '' : `${level} `}`;
  if (message === 'request') return head + requestWords(fields);
  return head + [message, ...pairs(fields)].join('  ');
}

function requestWords(fields: Readonly<Record<string, unknown>>): string {
  const { operation, service, path, status, code, principal, ms, requestId, ...more } = fields;
  const what = operation === undefined ? (path ?? '') : service === undefined ? operation : `${service}:${operation}`;
  const words = [
    [what, status, code]
      .filter((word) => word !== undefined)
      .map(word)
      .join(' '),
    ...(principal === undefined ? [] : [`by ${word(principal)}`]),
    ...(ms === undefined ? [] : [`${word(ms)} ms`]),
    ...(requestId === undefined ? [] : [`request ${word(requestId)}`]),
  ];
  return [words.join(', '), ...pairs(more)].join('  ');
}

function pairs(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${word(value)}`]));
}

/** A log line quotes what clients sent. So it is made one line, without characters that control a terminal. */
function word(value: unknown): string {
  return harmlessLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}
