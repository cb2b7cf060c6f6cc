import { parseClaim } from '@lockstead/wire';
import { expect, test } from 'vitest';
import type { RequestId } from '#kernel/ids';
import { silentLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { Metrics } from './metrics.ts';
import { SecurityLog } from './security-log.ts';

const claimed = parseClaim({ method: 'POST', path: '/', query: '', headers: {}, rawHeaders: [] });

test('a flood is counted, not written', () => {
  const lines: object[] = [];
  let now = 0;
  const metrics = new Metrics();
  const log = { ...silentLog, warn: (_message: string, fields: object = {}) => lines.push(fields) };
  const security = new SecurityLog(log, metrics, { ...systemTimers, monotonicMs: () => now });
  const refuse = (): void =>
    security.refused({
      requestId: 'r' as RequestId,
      transport: { secure: false, sourceIp: '192.0.2.1', userAgent: 'x'.repeat(100_000) },
      service: 'iam',
      operation: 'GetUser',
      claimed,
      code: 'MissingAuthenticationToken',
    });
  for (let n = 0; n < 10_000; n++) refuse();
  expect(lines.length).toBe(50);
  expect(JSON.stringify(lines).length).toBeLessThan(50 * 600);
  now = 1000;
  for (let n = 0; n < 10; n++) refuse();
  expect(lines.length).toBe(55);
  expect(lines[50]).toMatchObject({ suppressed: 9950, code: 'MissingAuthenticationToken', sourceIp: '192.0.2.1' });
  expect(metrics.text()).toContain('lockstead_unauthenticated_requests_total 10010\n');
  expect(metrics.text()).toContain('lockstead_security_log_suppressed_total 9955\n');
});
