/** Connections, bodies and answers have an owner and an end: a crowd that only takes room shuts nobody out. */
import { Agent, request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayLimits } from '#gateway/http/limits';
import { type Listening, listen } from '#gateway/http/listener';
import { Metrics } from '#gateway/metrics';
import { SecurityLog } from '#gateway/security-log';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { RequestId } from '#kernel/ids';
import { jsonLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { crowd } from '../support/crowd.ts';
import { exchange } from '../support/raw.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

interface Served {
  readonly port: number;
  readonly listening: Listening;
  readonly metrics: Metrics;
  value(metric: string): number;
}

/** Whoever sends `x-signer` is authenticated; every body is read whole; the answer is `answer` of the path. */
async function serving(
  limits: Partial<GatewayLimits>,
  answer: (path: string) => string = () => 'ok',
  before: (path: string) => Promise<void> = async () => undefined,
): Promise<Served> {
  const metrics = new Metrics();
  const log = jsonLog(
    'error',
    simulatedClock(instant(0)),
    () => undefined,
    (run) => run(),
  );
  const listening = await listen(
    {
      host: '127.0.0.1',
      port: 0,
      hosts: { allowed: [], origins: [] },
      log,
      metrics,
      securityLog: new SecurityLog(log, metrics, systemTimers),
      timers: systemTimers,
      entropy: seededEntropy('crowds'),
      limits: { lingerMsMax: 200, shutdownMsMax: 500, timeoutCheckMs: 20, ...limits },
    },
    {
      async aws(incoming) {
        const signer = incoming.request.headers['x-signer'];
        if (typeof signer === 'string') incoming.authenticated(signer);
        const answered = { requestId: '' as RequestId, service: 's', operation: 'o', outcome: 'ok' } as const;
        try {
          await incoming.readBody();
          await before(incoming.request.path);
        } catch (error) {
          const status = (error as { httpStatus?: number }).httpStatus ?? 500;
          return { ...answered, response: { status, headers: {}, body: '' } };
        }
        return { ...answered, response: { status: 200, headers: {}, body: answer(incoming.request.path) } };
      },
      admin: (incoming) =>
        incoming.request.path === '/_lockstead/health'
          ? Promise.resolve({ status: 200, headers: {}, body: 'healthy' })
          : undefined,
      overload: () => ({ status: 503, headers: {}, body: 'busy' }),
      page: async () => undefined,
    },
  );
  cleanUp.push(() => listening.stop());
  const value = (metric: string): number => {
    const line = metrics
      .text()
      .split('\n')
      .find((text) => text.startsWith(`lockstead_${metric} `));
    return Number(line?.split(' ').at(-1));
  };
  return { port: listening.port, listening, metrics, value };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

function ask(port: number, path = '/', agent?: Agent, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ host: '127.0.0.1', port, path, agent: agent ?? false, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    asking.on('error', reject).end();
  });
}

function keptAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cleanUp.push(() => agent.destroy());
  return agent;
}

describe('connections', () => {
  test.each([
    ['silent', ''],
    ['no HTTP', 'noise\r\n\r\n'],
    ['a head that never ends', 'GET / HTTP/1.1\r\nhost: localhost\r\n'],
    ['a foreign host', 'GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n'],
    ['a body that never comes', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n'],
  ])('who was refused does not keep the socket, whatever he does: %s', async (_, bytes) => {
    const it = await serving({ headersMsMax: 100, requestMsMax: 100 });
    using refused = await crowd(it.port, 3);
    if (bytes !== '') refused.send(bytes);
    await expect.poll(() => refused.ended).toBe(3);
    // They have not closed their side.
    await expect.poll(() => it.listening.census().open).toBe(0);
  });

  test('when three quarters are taken, the stranger who was silent longest goes for each that comes', async () => {
    const it = await serving({ connectionsMax: 8 });
    using first = await crowd(it.port, 2);
    await ask(it.port);
    using second = await crowd(it.port, 4);
    await expect.poll(() => it.listening.census().open).toBe(6);
    using third = await crowd(it.port, 2);
    await expect.poll(() => first.ended).toBe(2);
    expect([second.ended, third.ended]).toEqual([0, 0]);
    expect(await ask(it.port)).toMatchObject({ status: 200 });
    expect(it.value('connections_shed_total')).toBe(3);
  });

  test('a request makes a stranger the last to go, and a signature makes him none', async () => {
    const it = await serving({ connectionsMax: 8 });
    const known = keptAlive();
    await ask(it.port, '/', known, { 'x-signer': 'arn:aws:iam::111122223333:user/alice' });
    using silent = await crowd(it.port, 40);
    await expect.poll(() => silent.ended).toBeGreaterThanOrEqual(34);
    expect(it.listening.census()).toMatchObject({
      authenticated: 1,
      principals: [{ name: 'arn:aws:iam::111122223333:user/alice', connections: 1 }],
    });
    const reused = await ask(it.port, '/', known);
    expect(reused.status).toBe(200);
    expect(it.listening.census().authenticated).toBe(1);
  });

  test('when all are known, the one that has been idle longest makes room', async () => {
    const it = await serving({ connectionsMax: 4, connectionsReserve: 2 });
    const agents = [keptAlive(), keptAlive(), keptAlive(), keptAlive(), keptAlive()];
    for (const agent of agents)
      expect(await ask(it.port, '/', agent, { 'x-signer': 'a' })).toMatchObject({ status: 200 });
    await expect.poll(() => it.listening.census().open).toBeLessThanOrEqual(4);
  });

  test('when all are known and busy, health is answered still, and nothing else', async () => {
    const it = await serving({ connectionsMax: 4, connectionsReserve: 2, bodyIdleMsMax: 60_000 });
    for (let known = 0; known < 4; known++) {
      const busy = await crowd(it.port, 1);
      cleanUp.push(() => busy[Symbol.dispose]());
      busy.send('POST / HTTP/1.1\r\nhost: localhost\r\nx-signer: a\r\ncontent-length: 10\r\n\r\nabc');
      await expect.poll(() => it.listening.census().authenticated).toBe(known + 1);
    }
    expect(await ask(it.port, '/_lockstead/health')).toEqual({ status: 200, text: 'healthy' });
    expect(await ask(it.port)).toEqual({ status: 503, text: 'busy' });
    expect(it.listening.census().authenticated).toBe(4);
  });
});

describe('bodies', () => {
  test('one byte of a body from many does not count as a request at work', async () => {
    const it = await serving({ requestsInFlightMax: 3 });
    using slow = await crowd(it.port, 20);
    slow.send('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\na');
    await expect.poll(() => it.value('bodies_arriving')).toBe(20);
    expect(await ask(it.port)).toMatchObject({ status: 200 });
    expect(it.value('requests_in_flight')).toBe(0);
  });

  test('a body that is silent for too long, or brings too little, is given up', async () => {
    const it = await serving({ bodyIdleMsMax: 200, bodyWindowMs: 400, bodyWindowBytesMin: 100 });
    const head = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n';
    const silent = await exchange(it.port, [`${head}a`]);
    expect(silent.statuses).toEqual([408]);
    const dripping = await exchange(it.port, [head, ...'a'.repeat(60)], { pauseMs: 20 });
    expect(dripping.statuses).toEqual([408]);
  });

  test('when there is no room for another body, the one that has been arriving longest goes', async () => {
    const it = await serving({ bodiesBytesMax: 10_000, bodyBytesMax: 9000 });
    using slow = await crowd(it.port, 1);
    slow.send(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8001\r\n\r\n${'x'.repeat(8000)}`);
    await expect.poll(() => it.value('body_bytes')).toBe(8000);
    const reply = await exchange(it.port, [
      `POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(5000)}`,
    ]);
    expect(reply.statuses).toEqual([200]);
    await expect.poll(() => slow.ended).toBe(1);
    await expect.poll(() => it.value('body_bytes')).toBe(0);
  });
});

describe('answers', () => {
  const large = 'x'.repeat(8 * 1024 * 1024);
  /** The kernel takes some megabytes of each answer as well. */
  const roomBytes = 10 * 1024 * 1024;

  test('of clients that take nothing have a bound together: past it the slowest are dropped', async () => {
    const it = await serving({ answersBytesMax: roomBytes }, () => large);
    using idle = await crowd(it.port, 6, { reads: false });
    idle.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await expect.poll(() => it.value('answers_dropped_total')).toBeGreaterThanOrEqual(3);
    expect(it.value('waiting_bytes')).toBeLessThanOrEqual(roomBytes);
    // Who takes it gets all of it.
    const reply = await ask(it.port);
    expect(reply.text.length).toBe(large.length);
    expect(it.value('requests_in_flight')).toBe(0);
  });

  test('of a client that takes nothing for too long are given up', async () => {
    const it = await serving({ answerIdleMsMax: 200 }, () => large);
    using idle = await crowd(it.port, 2, { reads: false });
    idle.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await expect.poll(() => it.value('answers_dropped_total')).toBe(2);
    await expect.poll(() => it.listening.census().open).toBe(0);
    expect(it.value('waiting_bytes')).toBe(0);
  });

  test('one request of a connection is at work at a time, and those behind it go with their connection', async () => {
    const started: string[] = [];
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const it = await serving(
      {},
      (path) => path,
      async (path) => {
        started.push(path);
        if (path === '/held') await held;
      },
    );
    using one = await crowd(it.port, 1);
    const asked = ['/held', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`).join('');
    one.send(asked);
    await expect.poll(() => started).toEqual(['/held']);
    expect(await ask(it.port, '/other')).toMatchObject({ status: 200 });
    expect(started).toEqual(['/held', '/other']);
    expect(it.value('requests_in_flight')).toBe(1);
    one.sockets[0]?.resetAndDestroy();
    await expect.poll(() => it.listening.census().open).toBeLessThanOrEqual(1);
    goOn();
    await it.listening.stop();
    expect(started).toEqual(['/held', '/other']);
  });

  test('of a client that sends more at once than may wait are not made: it is cut off', async () => {
    const it = await serving({ pipelinedMax: 5 }, undefined, () => new Promise(() => undefined));
    using one = await crowd(it.port, 1);
    one.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(20));
    await expect.poll(() => one.ended).toBe(1);
    expect(await ask(it.port, '/_lockstead/health')).toMatchObject({ status: 200 });
  });

  test('leave whole and in order, also where several were asked for at once', async () => {
    const it = await serving({}, (path) => path.repeat(200_000));
    const asked = ['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`).join('');
    const reply = await exchange(it.port, [asked], { silenceMs: 300 });
    expect(reply.statuses).toEqual([200, 200, 200]);
    const bodies = reply.text.split(/HTTP\/1\.1 200[\s\S]*?\r\n\r\n/).slice(1);
    expect(bodies.map((body) => [body.length, body.slice(0, 2)])).toEqual([
      [400_000, '/a'],
      [400_000, '/b'],
      [400_000, '/c'],
    ]);
    expect(it.value('waiting_bytes')).toBe(0);
  });
});
