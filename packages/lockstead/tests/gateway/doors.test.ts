/** Who is let in: Host, Origin, proxies; how many at once; and how the door closes. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type FixtureGateway, type GatewayOptions, openFixtureGateway } from '../support/gateway.ts';
import { exchange, requestText } from '../support/raw.ts';
import { type Reply, send, signed } from '../support/signed.ts';

let it: FixtureGateway;
afterEach(() => it[Symbol.asyncDispose]());

async function open(options: GatewayOptions = {}): Promise<void> {
  it = await openFixtureGateway(options);
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
}

function call(more: Readonly<Record<string, string>> = {}, Name = 'n', text = ''): Promise<Reply> {
  const unsigned = {
    headers: {
      host: `127.0.0.1:${it.port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Fixture_notes.PutNote',
      ...more,
    },
    body: JSON.stringify({ Name, Text: text }),
  };
  return send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service: 'notes' }));
}

describe('Host', () => {
  test.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:1', 200],
    ['127.7.7.7', 200],
    ['localhost', 200],
    ['LOCALHOST:4566', 200],
    ['[::1]:4566', 200],
    ['notes.localhost', 200],
    ['a.b.localhost', 200],
    ['lockstead.test', 200],
    ['deep.wild.test', 200],
    ['wild.test', 403],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['evillocalhost', 403],
    ['127.0.0.1.evil.example', 403],
    ['127.1', 403],
    ['2130706433', 403],
    ['0.0.0.0', 403],
    ['[::]', 403],
    ['localhost@evil.example', 403],
    ['user@localhost', 403],
    ['localhost/..', 403],
    ['local host', 403],
    ['', 400],
  ])('%j answers %d', async (host, status) => {
    await open({ hosts: { allowed: ['lockstead.test', '*.wild.test'], origins: [] } });
    expect((await call({ host })).status).toBe(status);
  });
});

describe('Origin', () => {
  test.each([
    ['https://console.test', 200],
    ['https://evil.example', 403],
    ['http://console.test', 403],
    ['https://console.test.evil.example', 403],
    ['http://127.0.0.1:4566', 403],
    ['http://localhost:4566', 403],
    ['null', 403],
    ['', 403],
  ])('%j answers %d', async (origin, status) => {
    await open({ hosts: { allowed: [], origins: ['https://console.test'] } });
    const reply = await call({ origin });
    expect(reply.status).toBe(status);
    expect(reply.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
  });

  test('a preflight of an allowed origin is answered, of another one refused', async () => {
    await open({ hosts: { allowed: [], origins: ['https://console.test'] } });
    const ask = (origin: string): Promise<Reply> =>
      send(
        it.port,
        { method: 'OPTIONS' },
        {
          host: 'localhost',
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,x-amz-date',
        },
      );
    expect(await ask('https://console.test')).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-headers': 'authorization,x-amz-date', vary: 'origin' },
    });
    expect((await ask('https://evil.example')).status).toBe(403);
  });
});

describe('X-Forwarded-For and -Proto', () => {
  const chain = (n: number, hop: string): string => Array.from({ length: n }, () => hop).join(', ');

  test.each<[string, readonly string[] | undefined, string, string]>([
    ['nobody is trusted', undefined, '203.0.113.9', '127.0.0.1'],
    ['another proxy is trusted', ['10.0.0.0/8'], '203.0.113.9', '127.0.0.1'],
    ['one hop', ['127.0.0.1'], '203.0.113.9', '203.0.113.9'],
    ['what the client wrote stands to the left', ['127.0.0.1'], '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['through two trusted ones', ['127.0.0.1', '10.0.0.0/8'], '1.1.1.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['a long chain that the client wrote', ['127.0.0.1'], `${chain(100, '1.1.1.1')}, 203.0.113.9`, '203.0.113.9'],
    ['all of them trusted', ['127.0.0.1', '10.0.0.0/8'], '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['no address at all', ['127.0.0.1'], 'unknown', '127.0.0.1'],
    ['something odd behind an address', ['127.0.0.1', '10.0.0.0/8'], '1.1.1.1, odd, 10.0.0.1', '10.0.0.1'],
    ['IPv6', ['127.0.0.1'], '2001:db8::1', '2001:db8::1'],
    ['IPv4 in IPv6', ['127.0.0.1'], '::ffff:203.0.113.9', '203.0.113.9'],
    ['nothing', ['127.0.0.1'], '', '127.0.0.1'],
  ])('%s', async (_, trustedProxies, forwarded, sourceIp) => {
    await open(trustedProxies === undefined ? {} : { trustedProxies });
    await call({ 'x-forwarded-for': forwarded });
    const [event] = await it.events();
    expect(event?.['sourceIPAddress']).toBe(sourceIp);
  });

  test.each<[string, readonly string[] | undefined, string, number]>([
    ['of a trusted proxy counts', ['127.0.0.1'], 'https', 200],
    ['its own word is the last', ['127.0.0.1'], 'https, http', 400],
    ['of anybody else does not', undefined, 'https', 400],
  ])('the protocol %s', async (_, trustedProxies, proto, status) => {
    await open(trustedProxies === undefined ? {} : { trustedProxies });
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*', Condition });
    expect((await call({ 'x-forwarded-proto': proto })).status).toBe(status);
  });
});

describe('too many at once', () => {
  test('are refused in the words of their service, and counted; the others are answered', async () => {
    await open({ limits: { requestsInFlightMax: 5 } });
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => call({}, `n${n}`)));
    const refused = replies.filter(({ status }) => status === 503);
    expect(replies.filter(({ status }) => status === 200).length + refused.length).toBe(40);
    expect(refused.length).toBeGreaterThan(0);
    expect(JSON.parse(refused[0]?.text ?? '')).toEqual({ __type: 'ThrottlingException', message: 'Rate exceeded' });
    expect(refused[0]?.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(it.gateway.metrics.text()).toContain(`lockstead_overload_total ${refused.length}\n`);
    expect((await call()).status).toBe(200);
  });
});

describe('stopping', () => {
  test('what is under way is answered, also a body that is still coming; nothing new is taken', async () => {
    await open();
    const host = `127.0.0.1:${it.port}`;
    const body = JSON.stringify({ Name: 'late', Text: 'x' });
    const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Fixture_notes.PutNote' };
    const all = signed({ headers, body }, { keys: it.alice.keys, service: 'notes' });
    const text = requestText('POST / HTTP/1.1', all, body);
    const slow = exchange(it.port, [text.slice(0, -10), text.slice(-10)], { pauseMs: 300 });
    const idle = exchange(it.port, [requestText('GET /_ HTTP/1.1', { host })], { silenceMs: 5000 });
    const silent = exchange(it.port, [], { silenceMs: 5000 });
    await pause(400);
    await it.stop();
    const reply = await slow;
    expect(reply).toMatchObject({ statuses: [200], ended: 'end' });
    expect(reply.text.toLowerCase()).toContain('connection: close');
    expect((await idle).ended).not.toBe('open');
    expect((await silent).ended).not.toBe('open');
    await expect(call()).rejects.toThrow('ECONNREFUSED');
  });

  test('a large answer to a slow reader gets through', async () => {
    await open();
    const large = 'x'.repeat(900_000);
    expect((await call({}, 'large', large)).status).toBe(200);
    const get = it.call(it.alice, 'notes', 'GetNote', { Name: 'large' });
    await pause(30);
    await it.stop();
    const reply = await get.catch(() => undefined);
    // Either it had not come in yet, or it is whole.
    if (reply !== undefined) expect(reply.json['Text']).toBe(large);
  });

  test('what does not end has its time, and no more', async () => {
    await open({ limits: { shutdownMsMax: 300 } });
    const stuck = exchange(it.port, [`POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n`], {
      silenceMs: 5000,
    });
    await pause(100);
    await it.stop();
    expect((await stuck).ended).not.toBe('open');
  });
});
