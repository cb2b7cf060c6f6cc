/** The socket: what is no HTTP, too much of it, too slow, or not meant for here. Always an answer; never a hang, a crash or a 500. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureGateway, type GatewayOptions, openFixtureGateway } from '../support/gateway.ts';
import { exchange, type RawOptions, requestText } from '../support/raw.ts';
import { signed } from '../support/signed.ts';

let it: FixtureGateway;
let host: string;
const limits = {
  headerBytesMax: 4096,
  bodyBytesMax: 10_000,
  headersMsMax: 1000,
  requestMsMax: 1500,
  timeoutCheckMs: 50,
  lingerMsMax: 500,
};

async function opened(options: GatewayOptions = {}): Promise<FixtureGateway> {
  const gateway = await openFixtureGateway({ limits, ...options });
  gateway.allow(gateway.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  return gateway;
}

beforeAll(async () => {
  it = await opened();
  host = `127.0.0.1:${it.port}`;
});
afterAll(() => it[Symbol.asyncDispose]());
afterEach(() => {
  // Whatever came, it was nobody's mistake of ours.
  expect(it.logLines.filter((line) => line.includes('failed inside'))).toEqual([]);
});

function putNote(Name: string, more: Readonly<Record<string, string>> = {}, text = ''): string {
  return noteRequest('PutNote', { Name, Text: text }, more);
}

function noteRequest(
  operation: string,
  input: object,
  more: Readonly<Record<string, string>> = {},
  at: string = host,
): string {
  const body = JSON.stringify(input);
  const target = `Fixture_notes.${operation}`;
  const unsigned = {
    headers: { host: at, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body,
  };
  const headers = signed(unsigned, { keys: it.alice.keys, service: 'notes' });
  return requestText('POST / HTTP/1.1', { ...headers, ...more }, body);
}

const long = 'x'.repeat(5000);

describe('no HTTP, or not the HTTP that it says', () => {
  test.each<[string, () => string | readonly (string | Buffer)[], number, RawOptions?]>([
    ['noise', () => 'hello\r\n\r\n', 400],
    ['bytes of TLS', () => [Buffer.from('160301020001000001fc0303', 'hex'), Buffer.alloc(500, 7)], 400],
    ['HTTP/2 by prior knowledge', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a null byte in a header', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: a\0b\r\n\r\n`, 400],
    ['a header without a colon', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nnothing\r\n\r\n`, 400],
    ['a folded header', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: a\r\n b\r\n\r\n`, 400],
    ['a space before the colon', () => `GET / HTTP/1.1\r\nhost : ${host}\r\n\r\n`, 400],
    ['bare line feeds', () => `POST / HTTP/1.1\nhost: ${host}\n\n`, 400],
    ['no host', () => 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two hosts', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nHost: evil.example\r\n\r\n`, 400],
    ['two lengths', () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab`, 400],
    ['a length that is none', () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: -1\r\n\r\n`, 400],
    [
      'a length beyond numbers',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${'9'.repeat(30)}\r\n\r\n`,
      400,
    ],
    [
      'a length and chunks',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      'chunks within something else',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      'a chunk with a size that is none',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n`,
      400,
    ],
    [
      'chunks of something that is packed',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      501,
    ],
    [
      'a second coding beside chunks',
      () =>
        `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: identity\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      501,
    ],
    [
      'chunks in HTTP/1.0',
      () => `POST / HTTP/1.0\r\nhost: ${host}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['headers too large', () => `GET / HTTP/1.1\r\nhost: ${host}\r\nx: ${long}\r\n\r\n`, 431],
    ['a target too large', () => `GET /${long} HTTP/1.1\r\nhost: ${host}\r\n\r\n`, 431],
    ['a head that never ends', () => `GET / HTTP/1.1\r\nhost: ${host}\r\n`, 408],
    ['a head that comes byte by byte', () => [...`GET / HTTP/1.1\r\nhost: ${host}\r\nx: yyyy`], 408, { pauseMs: 15 }],
    ['a body that never comes', () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 10\r\n\r\n`, 408],
    [
      'a body that comes byte by byte',
      () => [`POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 99\r\n\r\n`, ...'a'.repeat(60)],
      408,
      { pauseMs: 15 },
    ],
    [
      'a body that ends early',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 10\r\n\r\nabc`,
      400,
      { halfClose: true },
    ],
    [
      'chunks that end early',
      () => `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab`,
      400,
      { halfClose: true },
    ],
  ])('%s', async (_, bytes, status, options) => {
    const said = bytes();
    const reply = await exchange(it.port, typeof said === 'string' ? [said] : said, options);
    expect(reply.statuses).toEqual([status]);
    expect(reply.ended).toBe('end');
    expect(reply.text).toMatch(/\r\nx-amzn-requestid: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\r\n/i);
  });

  test.each([
    ['in its head', 'POST / HTTP/1.1\r\nhost: '],
    ['in its body', 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\nabc'],
    ['before anything', ''],
  ])('a client that breaks off %s is forgotten', async (_, bytes) => {
    await exchange(it.port, bytes === '' ? [] : [bytes], { breakOff: true });
    await expect.poll(() => it.gateway.metrics.text()).toContain('lockstead_requests_in_flight 0\n');
  });
});

describe('bodies that are too large', () => {
  test('by their length: answered without waiting for them, and also to a client that goes on sending', async () => {
    const head = `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 2000000\r\n\r\n`;
    const chunks = Array.from({ length: 20 }, () => Buffer.alloc(100_000, 97));
    const reply = await exchange(it.port, [head, ...chunks]);
    expect(reply.statuses).toEqual([413]);
    expect(reply.text).toContain('The request body is larger than 10000 bytes.');
    expect(reply.ended).toBe('end');
    const alone = await exchange(it.port, [head]);
    expect(alone.statuses).toEqual([413]);
  });

  test('in chunks: as soon as they are', async () => {
    const head = `POST / HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunks = Array.from({ length: 30 }, () => `3e8\r\n${'a'.repeat(1000)}\r\n`);
    const reply = await exchange(it.port, [head, ...chunks, '0\r\n\r\n']);
    expect(reply).toMatchObject({ statuses: [413], ended: 'end' });
  });

  test('a client that goes on for too long is cut off', async () => {
    const small = await opened({ limits: { ...limits, lingerBytesMax: 100_000 } });
    const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 200000000\r\n\r\n`;
    const chunks = Array.from({ length: 100 }, () => Buffer.alloc(1_000_000, 97));
    const reply = await exchange(small.port, [head, ...chunks]);
    expect(['end', 'reset']).toContain(reply.ended);
    await expect.poll(() => small.gateway.metrics.text()).toContain('lockstead_requests_in_flight 0\n');
    await small[Symbol.asyncDispose]();
  });
});

describe('Expect: 100-continue', () => {
  test('is told to go on, and then answered', async () => {
    const [head = '', body = ''] = putNote('expected', { expect: '100-continue' }).split(/(?<=\r\n\r\n)/);
    const reply = await exchange(it.port, [head, body], { pauseMs: 50, silenceMs: 500 });
    expect(reply.statuses).toEqual([100, 200]);
  });

  test('a body that will not be taken is refused before it is sent', async () => {
    const head = `POST / HTTP/1.1\r\nhost: ${host}\r\nexpect: 100-continue\r\ncontent-length: 2000000\r\n\r\n`;
    const reply = await exchange(it.port, [head]);
    expect(reply).toMatchObject({ statuses: [413], ended: 'end' });
  });

  test('another expectation is none that we meet', async () => {
    const reply = await exchange(it.port, [putNote('n', { expect: 'the-unexpected' })], { silenceMs: 500 });
    expect(reply).toMatchObject({ statuses: [417], ended: 'end' });
    expect(reply.text).toContain('x-amzn-requestid');
  });
});

describe('more than one request on a connection', () => {
  test('pipelined ones are answered in order', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const reply = await exchange(it.port, [names.map((name) => putNote(name)).join('')], {
      answers: 4,
      silenceMs: 100,
    });
    expect(reply.statuses).toEqual([200, 200, 200, 200]);
    expect([...reply.text.matchAll(/"Name":"(\w+)"/g)].map(([, name]) => name)).toEqual(names);
  });

  test('noise behind a request does not take its answer', async () => {
    const reply = await exchange(it.port, [`${putNote('good')}noise\r\n\r\n`]);
    expect(reply.statuses).toEqual([200]);
    expect(reply.text).toContain('"Name":"good"');
    expect(['end', 'reset']).toContain(reply.ended);
  });

  test('what is left of a refused body is not taken for a request', async () => {
    const inner = putNote('smuggled');
    const outer = `POST / HTTP/1.1\r\nhost: evil.example\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`;
    const reply = await exchange(it.port, [outer]);
    expect(reply).toMatchObject({ statuses: [403], ended: 'end' });
  });

  test('a connection is kept between requests', async () => {
    const reply = await exchange(it.port, [putNote('first'), putNote('second')], {
      pauseMs: 200,
      answers: 2,
      silenceMs: 200,
    });
    expect(reply).toMatchObject({ statuses: [200, 200], ended: 'open' });
  });

  test('and so are many that ask in the same moment, however soon their answers are there', async () => {
    // Nothing has to be fetched for it: the answer is made while the parser is still at the request. With everyday limits: a busy machine may
    // take its time between two requests.
    await using roomy = await openFixtureGateway();
    roomy.allow(roomy.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
    const asking = Array.from({ length: 5 }, () =>
      noteRequest('GetNote', { Name: 'missing' }, {}, `127.0.0.1:${roomy.port}`),
    );
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => exchange(roomy.port, asking, { pauseMs: 100, answers: 5, silenceMs: 200 })),
    );
    for (const reply of replies) expect(reply).toMatchObject({ statuses: [404, 404, 404, 404, 404], ended: 'open' });
  });
});

describe('older and other forms', () => {
  test.each<[string, () => string, number, string]>([
    ['HTTP/1.0', () => putNote('old').replace('HTTP/1.1', 'HTTP/1.0'), 200, '"Name":"old"'],
    ['HTTP/1.0 without a host', () => 'GET / HTTP/1.0\r\n\r\n', 403, 'not served here'],
    ['an absolute target', () => putNote('abs').replace('POST /', `POST http://${host}/`), 200, '"Name":"abs"'],
    ['an absolute target without a path', () => putNote('bare').replace('POST /', `POST http://${host}`), 200, 'bare'],
    [
      'an absolute target elsewhere',
      () => putNote('n').replace('POST /', 'POST http://evil.example/'),
      400,
      'two hosts',
    ],
    ['the target of OPTIONS', () => `OPTIONS * HTTP/1.1\r\nhost: ${host}\r\n\r\n`, 404, 'UnknownService'],
    ['a method that nobody knows', () => `PROPFIND / HTTP/1.1\r\nhost: ${host}\r\n\r\n`, 404, 'UnknownService'],
    [
      'a wish for a websocket',
      () => putNote('ws', { connection: 'upgrade', upgrade: 'websocket' }),
      200,
      '"Name":"ws"',
    ],
    ['a chunked body', () => chunked(), 200, '"Name":"in-chunks"'],
    ['a body of a GET', () => `GET / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 3\r\n\r\nabc`, 404, 'UnknownService'],
  ])('%s', async (_, bytes, status, text) => {
    const reply = await exchange(it.port, [bytes()], { silenceMs: 300 });
    expect(reply.statuses).toEqual([status]);
    expect(reply.text).toContain(text);
  });

  function chunked(): string {
    const whole = putNote('in-chunks');
    const [head = '', body = ''] = whole.split('\r\n\r\n');
    const parts = [body.slice(0, 7), body.slice(7)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    return `${head.replace(/content-length: \d+/, 'transfer-encoding: chunked')}\r\n\r\n${parts.join('')}0\r\n\r\n`;
  }

  test('CONNECT gets no tunnel', async () => {
    const reply = await exchange(it.port, [`CONNECT evil.example:443 HTTP/1.1\r\nhost: ${host}\r\n\r\n`]);
    expect(['end', 'reset']).toContain(reply.ended);
    expect(reply.statuses.filter((status) => status < 400)).toEqual([]);
  });

  test('HEAD gets the head alone', async () => {
    const reply = await exchange(it.port, [`HEAD / HTTP/1.1\r\nhost: ${host}\r\n\r\n`], { silenceMs: 300 });
    expect(reply.statuses).toEqual([404]);
    expect(reply.text.endsWith('\r\n\r\n')).toBe(true);
  });
});
