import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { RequestId } from '#kernel/ids';
import { jsonLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import type { Answer } from '../answer.ts';
import { Metrics } from '../metrics.ts';
import { SecurityLog } from '../security-log.ts';
import { type AdminAnswer, type Listening, listen } from './listener.ts';

let listening: Listening | undefined;
afterEach(() => listening?.stop());

const ok = { requestId: '' as RequestId, service: 's', operation: 'o', outcome: 'ok' } as const;

async function serving(aws: () => Promise<Answer>, admin: () => Promise<AdminAnswer>) {
  const lines: string[] = [];
  const log = jsonLog(
    'info',
    simulatedClock(instant(0)),
    (text) => lines.push(text),
    (run) => run(),
  );
  const metrics = new Metrics();
  const securityLog = new SecurityLog(log, metrics, systemTimers);
  const hosts = { allowed: [], origins: [] };
  const overload = () => ({ status: 503, headers: {}, body: 'busy' });
  const options = {
    host: '127.0.0.1',
    port: 0,
    hosts,
    log,
    metrics,
    securityLog,
    timers: systemTimers,
    entropy: seededEntropy('listener'),
  };
  listening = await listen(options, { aws, admin, overload, page: async () => undefined });
  return { listening, at: `http://127.0.0.1:${listening.port}`, lines, metrics };
}

test.each(['/', '/_lockstead/health'])(
  'an answer that cannot be sent is a 500, in the log, no success, and harms no other: %s',
  async (path) => {
    let headers: Readonly<Record<string, string>> = { 'x-broken': 'a\nb' };
    const response = () => ({ status: 200, headers, body: 'ok' });
    const { at, lines, metrics } = await serving(
      async () => ({ ...ok, response: response() }),
      async () => response(),
    );
    const broken = await fetch(at + path);
    expect([broken.status, await broken.text()]).toEqual([500, expect.stringContaining('its log says more')]);
    expect(lines.join('')).toContain('failed inside Lockstead');
    expect(lines.join('')).not.toContain('"status":200');
    expect(metrics.text()).not.toContain('outcome="ok"');
    headers = { 'x-whole': 'a' };
    const whole = await fetch(at + path);
    expect([whole.status, whole.headers.get('x-whole'), await whole.text()]).toEqual([200, 'a', 'ok']);
    expect(lines.join('')).toContain('"status":200');
  },
);

test('who stops it waits for what an answer has to put away, also where its client is gone', async () => {
  let goOn = (): void => undefined;
  const waits = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const order: string[] = [];
  const { listening: server, metrics } = await serving(
    async () => {
      await waits;
      const body = Readable.from(['text']);
      return { ...ok, response: { status: 200, headers: {}, body }, sent: (bytes) => order.push(`sent ${bytes}`) };
    },
    async () => ({ status: 200, headers: {}, body: '' }),
  );
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  const inFlight = () => metrics.text();
  await expect.poll(inFlight).toContain('lockstead_requests_in_flight 1');
  const stopped = server.stop().then(() => order.push('stopped'));
  socket.resetAndDestroy();
  await expect.poll(inFlight).toContain('lockstead_requests_in_flight 0');
  goOn();
  await stopped;
  expect(order).toEqual(['sent 0', 'stopped']);
});
