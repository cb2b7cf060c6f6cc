/** The way to a backend and back: what it is asked, and what becomes of its answers, hostile ones too. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { send, signed } from '../support/signed.ts';
import { type Backend, emptyJson, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [`${backend.url}?timeout=1`] });
});
beforeEach(() => backend.answers(emptyJson));
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const getItem = (): ReturnType<FrontHouse['json']> =>
  house.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: 't', Key: {} });

describe('what a backend is asked', () => {
  test('by the account of the owner, with no signature of the client, at its own name', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-moto-account-id': '999999999999',
      'x-forwarded-host': 'elsewhere',
      'x-amz-meta-own': 'kept',
      connection: 'x-dropped',
      'x-dropped': 'yes',
    };
    await house.ask('dynamodb', { headers, body: '{"TableName":"t"}' });
    const asked = backend.asked.at(-1);
    expect(asked).toMatchObject({
      method: 'POST',
      url: '/',
      body: '{"TableName":"t"}',
      headers: {
        host: backend.url.slice('http://'.length),
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'x-moto-account-id': house.account,
        'x-amz-meta-own': 'kept',
        'content-length': '17',
        authorization: expect.stringMatching(
          new RegExp(`^AWS4-HMAC-SHA256 Credential=${house.account}/\\d{8}/us-east-1/dynamodb/aws4_request, `),
        ),
      },
    });
    for (const name of ['x-dropped', 'x-forwarded-host', 'x-amz-security-token']) {
      expect(asked?.headers).not.toHaveProperty(name);
    }
    expect(JSON.stringify(asked)).not.toContain(house.admin.accessKeyId);
  });

  test.each(['audit', 'off'] as const)('by the account of what it is about, with --enforce %s too', async (enforce) => {
    await using open = await openFrontHouse({ enforce, upstream: [backend.url] });
    const TableName = 'arn:aws:dynamodb:us-east-1:111122223333:table/t';
    await open.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName, Key: {} });
    expect(backend.asked.at(-1)?.headers['x-moto-account-id']).toBe('111122223333');
  });

  test('a form as one, wherever its parameters stood', async () => {
    await house.ask('sns', {
      path: '/?Action=Publish&Version=2010-03-31',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A${house.account}%3At&Message=a%20b%26c`,
    });
    const { url, body = '' } = backend.asked.at(-1) ?? {};
    expect(url).toBe('/');
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: `arn:aws:sns:us-east-1:${house.account}:t`,
      Message: 'a b&c',
    });
  });

  test('a compressed body as it was before', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DescribeTable',
      'content-encoding': 'gzip',
    };
    expect((await house.ask('dynamodb', { headers, body: gzipSync('{"TableName":"t"}') })).status).toBe(200);
    expect(backend.asked.at(-1)?.body).toBe('{"TableName":"t"}');
    expect(backend.asked.at(-1)?.headers).not.toHaveProperty('content-encoding');
    const before = backend.begun;
    const twice = gzipSync('{"TableName":"t","TableName":"u"}');
    expect((await house.ask('dynamodb', { headers, body: twice })).status).toBe(400);
    expect(backend.begun).toBe(before);
  });

  test.each([
    ['bucket.s3.localhost', '/other/secret', '/bucket/other/secret'],
    ['bucket.s3.us-east-1.localhost', '/', '/bucket/'],
    ['a.b.s3.localhost', '/key', '/a.b/key'],
    ['127.0.0.1', '/bucket/other/secret', '/bucket/other/secret'],
  ])('an object at %s%s by the bucket that was decided on', async (host, path, url) => {
    await house.ask('s3', { method: 'GET', path, headers: { host } });
    expect(backend.asked.at(-1)?.url).toBe(url);
  });

  test('a path with its query', async () => {
    await house.ask('lambda', { method: 'GET', path: '/2015-03-31/functions/f?Qualifier=1' });
    expect(backend.asked.at(-1)).toMatchObject({ method: 'GET', url: '/2015-03-31/functions/f?Qualifier=1', body: '' });
  });

  /** An object in aws-chunked framing, with a checksum behind it: right, or not. */
  async function putChunked(content: string, summed: string, said = content.length): ReturnType<typeof send> {
    const checksum = createHash('sha256').update(summed).digest('base64');
    const half = content.length / 2;
    const chunks = [content.slice(0, half), content.slice(half)].map(
      (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
    );
    const body = `${chunks.join('')}0\r\nx-amz-checksum-sha256:${checksum}\r\n\r\n`;
    const headers = {
      host: '127.0.0.1',
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(said),
      'x-amz-trailer': 'x-amz-checksum-sha256',
    };
    const unsigned = { method: 'PUT', path: '/bucket/key', headers, body };
    // The signature is over the name of the framing, not over the bytes.
    return await send(house.port, unsigned, signedStreaming(unsigned));
  }

  function signedStreaming(unsigned: Parameters<typeof signed>[0]): ReturnType<typeof signed> {
    return signed(unsigned, {
      keys: house.admin,
      service: 's3',
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    });
  }

  test('aws-chunked framing is taken off, and what was in it is counted', async () => {
    const content = 'x'.repeat(200_000);
    expect((await putChunked(content, content)).status).toBe(200);
    expect(backend.asked.at(-1)).toMatchObject({
      method: 'PUT',
      url: '/bucket/key',
      headers: { 'content-length': '200000' },
    });
    expect(backend.asked.at(-1)?.body).toBe(content);
    for (const name of ['content-encoding', 'x-amz-trailer', 'x-amz-decoded-content-length']) {
      expect(backend.asked.at(-1)?.headers).not.toHaveProperty(name);
    }
  });

  test('a body that does not hold at its end never is a whole one there', async () => {
    const [begun, asked] = [backend.begun, backend.asked.length];
    const reply = await putChunked('x'.repeat(200_000), 'something else');
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('BadDigest');
    expect(backend.begun).toBe(begun + 1);
    expect(backend.asked.length).toBe(asked);
  });

  test('a body that is longer than it says does not become another request', async () => {
    const content = `${'x'.repeat(100_000)}DELETE /bucket/other HTTP/1.1\r\nhost: x\r\n\r\n${'y'.repeat(100_000)}`;
    const reply = await putChunked(content, content, 100_000);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    await new Promise((later) => setTimeout(later, 100));
    expect(backend.asked.some(({ url }) => url === '/bucket/other')).toBe(false);
  });
});

describe('what is not passed on', () => {
  test.each([
    ['lambda', 'GET', '/_localstack/health'],
    ['lambda', 'GET', '/%5flocalstack/health'],
    ['lambda', 'POST', '/moto-api/reset'],
    ['lambda', 'GET', '/2015-03-31/functions/..'],
    ['lambda', 'GET', '/2015-03-31/functions/%2e%2e'],
    ['lambda', 'GET', '/2015-03-31/functions/..%2f..%2fmoto-api'],
    ['s3', 'GET', '/_aws/sqs/messages'],
    ['s3', 'POST', '/moto-api/reset'],
    ['s3', 'GET', '/Moto-Api/data.json'],
    ['s3', 'GET', '//_localstack/health'],
    ['s3', 'GET', '/bucket/../_localstack/health'],
    ['s3', 'GET', '/minio/admin/v3/info'],
  ])('%s %s %s', async (service, method, path) => {
    const before = backend.begun;
    const { status, text } = await house.ask(service, { method, path });
    // Lockstead answers this one of LocalStack's paths itself.
    if (path !== '/_localstack/health') expect(status, text).toBeGreaterThanOrEqual(400);
    expect(backend.begun).toBe(before);
  });

  test('a service by one header and another by the target', async () => {
    const before = backend.begun;
    const reply = await house.json('sqs', 'DynamoDB_20120810.DeleteTable', { TableName: 't' });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(backend.begun).toBe(before);
  });

  test.each(['{"TableName":"a","TableName":"b"}', '{"TableName":"a","tablename":"b"}'])(
    'JSON that two parsers read in two ways: %s',
    async (body) => {
      const before = backend.begun;
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.DeleteTable' };
      expect((await house.ask('dynamodb', { headers, body })).status).toBe(400);
      expect(backend.begun).toBe(before);
    },
  );

  test('a parameter given twice', async () => {
    const before = backend.begun;
    const form = (query: string, body: string): ReturnType<FrontHouse['ask']> =>
      house.ask('sns', { path: `/${query}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
    expect((await form('?Action=DeleteTopic', 'Action=ListTopics&Version=2010-03-31')).text).toContain(
      'more than once',
    );
    expect((await form('', 'Action=ListTopics&Version=2010-03-31&Action=DeleteTopic')).text).toContain(
      'more than once',
    );
    const twice = '/2015-03-31/functions/f?Qualifier=1&Qualifier=2';
    expect((await house.ask('lambda', { method: 'GET', path: twice })).status).toBe(400);
    expect(backend.begun).toBe(before);
  });
});

describe('what comes back', () => {
  test('an answer as it is, but for what is between two machines', async () => {
    backend.answers((_, response) => {
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'x-own': 'kept',
        'x-amzn-requestid': 'theirs',
        'access-control-allow-origin': '*',
        server: 'emulator',
        connection: 'x-gone',
        'x-gone': 'yes',
      });
      response.end('{"Item":{"id":{"S":"1"}}}');
    });
    const reply = await getItem();
    expect(reply).toMatchObject({ status: 200, text: '{"Item":{"id":{"S":"1"}}}', headers: { 'x-own': 'kept' } });
    expect(reply.headers['x-amzn-requestid']).not.toBe('theirs');
    for (const name of ['access-control-allow-origin', 'server', 'x-gone'])
      expect(reply.headers).not.toHaveProperty(name);
  });

  test.each([
    [
      400,
      { 'content-type': 'application/x-amz-json-1.0' },
      '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}',
      'ResourceNotFoundException',
      'no table',
    ],
    [
      404,
      { 'content-type': 'text/xml' },
      '<ErrorResponse><Error><Code>NotFound</Code><Message>a &lt;b&gt;</Message></Error></ErrorResponse>',
      'NotFound',
      'a <b>',
    ],
    [500, {}, 'no document at all', 'HTTP500', ''],
  ])('a refusal %s unchanged, and its code in the event', async (status, headers, body, errorCode, errorMessage) => {
    backend.answers((_, response) => response.writeHead(status, headers).end(body));
    const reply = await house.json('dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName: 't' });
    expect(reply).toMatchObject({ status, text: body });
    await expect
      .poll(() => house.lastEvent('dynamodb.amazonaws.com'))
      .toMatchObject({ eventName: 'DescribeTable', errorCode, errorMessage });
  });

  test.each([
    ['12', '12'],
    [undefined, '0'],
  ])('of HEAD the length that the backend says: %s', async (said, told) => {
    backend.answers((_, response) => {
      response.writeHead(200, { etag: '"e"', ...(said === undefined ? {} : { 'content-length': said }) }).end();
    });
    const reply = await house.ask('s3', { method: 'HEAD', path: '/bucket/key' });
    expect(reply).toMatchObject({ status: 200, text: '', headers: { 'content-length': told, etag: '"e"' } });
  });

  test('where the code of a function lies, at the front', async () => {
    const Location = `${backend.url}/tasks/code.zip?X-Amz-Signature=0`;
    backend.answers((_, response) => {
      const body = JSON.stringify({ Configuration: { FunctionName: 'f' }, Code: { Location } });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
    const reply = await house.ask('lambda', { method: 'GET', path: '/2015-03-31/functions/f' });
    expect(JSON.parse(reply.text)).toEqual({
      Configuration: { FunctionName: 'f' },
      Code: { Location: `http://127.0.0.1:${house.port}/tasks/code.zip` },
    });
  });

  test('a redirect is not followed, and does not reach the client', async () => {
    const elsewhere = await openBackend();
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        backend.answers((_, response) => response.writeHead(status, { location: `${elsewhere.url}/` }).end());
        const reply = await getItem();
        expect(reply.status).toBe(503);
        expect(reply.headers).not.toHaveProperty('location');
      }
      expect(elsewhere.begun).toBe(0);
    } finally {
      await elsewhere[Symbol.asyncDispose]();
    }
  });

  test.each([
    ['silent', () => undefined],
    ['one that hangs up', (_: unknown, response: { destroy(): void }) => void response.destroy()],
    [
      'one that stops in the middle',
      (_: unknown, response: { writeHead(status: number, headers: object): { write(text: string): void } }) =>
        void response.writeHead(200, { 'content-length': '100' }).write('{'),
    ],
    [
      'one that changes the protocol',
      (_: unknown, response: { socket: { end(text: string): void } | null }) =>
        void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    [
      'one that speaks no HTTP',
      (_: unknown, response: { socket: { end(text: string): void } | null }) =>
        void response.socket?.end('nonsense\r\n\r\n'),
    ],
    [
      'one whose headers never end',
      (_: unknown, response: { socket: { end(text: string): void } | null }) =>
        void response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n{}`),
    ],
  ] as const)('of a backend that is %s: 503 in the service’s own shape', async (_, answering) => {
    backend.answers(answering as never);
    const json = await getItem();
    expect(json.status).toBe(503);
    expect(JSON.parse(json.text)).toMatchObject({ __type: expect.stringContaining('ServiceUnavailable') });
  });

  test('of a backend that is away: 503, in XML where the service speaks it, and an event', async () => {
    const gone = await openBackend();
    await gone[Symbol.asyncDispose]();
    await using away = await openFrontHouse({ upstream: [gone.url] });
    const reply = await away.ask('sns', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=CreateTopic&Version=2010-03-31&Name=t',
    });
    expect(reply.status).toBe(503);
    expect(reply.text).toContain('<Code>ServiceUnavailable</Code>');
    await expect
      .poll(() => away.lastEvent('sns.amazonaws.com'))
      .toMatchObject({ eventName: 'CreateTopic', errorCode: 'ServiceUnavailable' });
  });

  test('a large answer passes without being held', async () => {
    const megabytes = 64;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    backend.answers((_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      let left = megabytes;
      const write = (): void => {
        while (left > 0) {
          left--;
          if (!response.write(chunk)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const reply = await house.ask('lambda', { path: '/2015-03-31/functions/f/invocations', body: '{}' });
    expect(reply.bytes.length).toBe(megabytes * 1024 * 1024);
  });
});

test('connections are kept', async () => {
  await getItem();
  const ports = new Set<unknown>();
  backend.answers((asked, response) => {
    ports.add(response.socket?.remotePort);
    emptyJson(asked, response);
  });
  for (let count = 0; count < 5; count++) await getItem();
  // Not one for each: a second is made where the first has not yet been given back.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('a backend with one account is asked for no other', async () => {
  await using single = await openFrontHouse({
    'account-id': '111122223333',
    enforce: 'audit',
    upstream: [`${backend.url}?account=fixed:111122223333`],
  });
  expect((await single.json('sqs', 'AmazonSQS.ListQueues', {})).status).toBe(200);
  expect(backend.asked.at(-1)?.headers).not.toHaveProperty('x-moto-account-id');
  const before = backend.begun;
  const other = { TableName: 'arn:aws:dynamodb:us-east-1:444455556666:table/t' };
  const reply = await single.json('dynamodb', 'DynamoDB_20120810.DescribeTable', other);
  expect(reply.text).toContain('has the account 111122223333 alone');
  expect(backend.begun).toBe(before);
});

test('one service to one backend, another to another, and the rest to none', async () => {
  await using second = await openBackend();
  await using split = await openFrontHouse({ upstream: [`states=${second.url}`, `sqs=${backend.url}`] });
  await split.json('states', 'AWSStepFunctions.ListStateMachines', {});
  expect(second.asked).toHaveLength(1);
  await split.json('sqs', 'AmazonSQS.ListQueues', {});
  expect(second.asked).toHaveLength(1);
  expect((await split.json('dynamodb', 'DynamoDB_20120810.ListTables', {})).status).toBe(501);
});

test('a service that AWS does not have refuses the start', async () => {
  await expect(openFrontHouse({ upstream: ['sqz=http://127.0.0.1:1'] })).rejects.toThrow(
    '--upstream sqz=…: AWS has no service of that name.',
  );
});

test.each(['iam', 'sts', 'kms', 'organizations'])(
  '%s is Lockstead’s own: a backend for it refuses the start',
  async (name) => {
    await expect(openFrontHouse({ upstream: [`${name}=http://127.0.0.1:1`] })).rejects.toThrow(
      `--upstream ${name}=…: Lockstead serves ${name} itself, and asks no backend for it.`,
    );
  },
);

test('a backend that checks signatures gets real ones', async () => {
  await using signing = await openFrontHouse({ upstream: [`${backend.url}?sign=AKIDEXAMPLE:secret`] });
  const input = '{"TableName":"t"}';
  await signing.json('dynamodb', 'DynamoDB_20120810.DescribeTable', JSON.parse(input) as object);
  const asked = backend.asked.at(-1);
  const headers = asked?.headers ?? {};
  const body = asked?.body ?? '';
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(String(headers['authorization'])) ?? [];
  const at = String(headers['x-amz-date']);
  const date = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const named = Object.fromEntries(
    names
      .split(';')
      .filter((name) => name !== 'x-amz-date')
      .map((name) => [name, String(headers[name])]),
  );
  const expected = signed(
    { headers: named, body },
    { keys: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }, service: 'dynamodb', at: date },
  );
  expect(headers['authorization']).toBe(expected['authorization']);
});
