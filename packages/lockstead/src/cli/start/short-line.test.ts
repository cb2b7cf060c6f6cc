import { expect, test } from 'vitest';
import { shortLine } from './short-line.ts';

const at = '2026-11-30T14:02:07.123Z';

test.each([
  [
    {
      message: 'request',
      requestId: '6f1c',
      service: 'iam',
      operation: 'ListUsers',
      status: 403,
      code: 'AccessDenied',
      principal: 'arn:x',
      ms: 1.3,
      sourceIp: '127.0.0.1',
    },
    '14:02:07 iam:ListUsers 403 AccessDenied, by arn:x, 1.3 ms, request 6f1c  sourceIp=127.0.0.1',
  ],
  [{ message: 'request', path: '/_lockstead/health', status: 200 }, '14:02:07 /_lockstead/health 200'],
  [{ message: 'stopping' }, '14:02:07 stopping'],
  [{ message: 'it failed', kind: 'x', error: 'a\nb\u001b[31m' }, '14:02:07 it failed  kind=x  error=a b\\u001b[31m'],
])('%j', (fields, line) => {
  expect(shortLine({ at, level: 'info', ...fields })).toBe(line);
});

test('its level, where it is not information', () => {
  expect(shortLine({ at, level: 'warn', message: 'odd' })).toBe('14:02:07 warn odd');
});
