import { afterEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import { jsonLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import type { Answer } from './answer.ts';
import { type Listening, listen } from './listener.ts';
import { Metrics } from './metrics.ts';

let listening: Listening | undefined;
afterEach(() => listening?.stop());

/** A listener whose handlers answer with these headers. */
async function answering(headers: () => Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const log = jsonLog(
    'error',
    simulatedClock(instant(0)),
    (text) => lines.push(text),
    (run) => run(),
  );
  const response = () => ({ status: 200, headers: headers(), body: 'ok' });
  listening = await listen(
    {
      host: '127.0.0.1',
      port: 0,
      hosts: { allowed: [], origins: [] },
      log,
      metrics: new Metrics(),
      timers: systemTimers,
    },
    {
      aws: async (): Promise<Answer> => ({
        response: response(),
        requestId: '' as RequestId,
        service: '',
        operation: '',
        outcome: 'ok',
      }),
      admin: async () => ({ ...response(), body: 'ok' }),
      overload: response,
    },
  );
  return { at: `http://127.0.0.1:${listening.port}`, lines };
}

test.each(['/', '/_lockstead/health'])(
  'an answer that cannot be sent is a 500, in the log, and harms no other: %s',
  async (path) => {
    let headers: Readonly<Record<string, string>> = { 'x-broken': 'a\nb' };
    const { at, lines } = await answering(() => headers);
    const broken = await fetch(at + path);
    expect([broken.status, await broken.text()]).toEqual([500, expect.stringContaining('its log says more')]);
    expect(lines.join('')).toContain('failed inside Lockstead');
    headers = { 'x-whole': 'a' };
    const whole = await fetch(at + path);
    expect([whole.status, whole.headers.get('x-whole'), await whole.text()]).toEqual([200, 'a', 'ok']);
  },
);
