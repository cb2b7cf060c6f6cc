/** Ways around the front that attackers try: none of them reaches the backend with more than was decided on. */
import { connect } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Sha256 } from '#kernel/sha256';
import type { Keys } from '../support/signed.ts';
import { type Backend, emptyJson, noPolicy, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
let reader: Keys;
let everything: Keys;
beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [backend.url] });
  reader = await house.user('reader', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }]);
  everything = await house.user('everything', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
});
beforeEach(() => {
  backend.answers(emptyJson);
  backend.reads(noPolicy);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

/** A head as it is, without a client that would mend it. */
async function raw(head: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(house.port, '127.0.0.1', () => socket.write(head));
    socket.setTimeout(3000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

const statusOf = (answer: string): number => Number(answer.slice(9, 12));

async function presigned(keys: Keys, service: string, path: string): Promise<string> {
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: house.port,
      path,
      query: {},
      headers: { host: `127.0.0.1:${house.port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: 300 },
  );
  return `${path}?${new URLSearchParams(query as Record<string, string>)}`;
}

describe('a presigned URL', () => {
  test('opens what it was made for', async () => {
    const target = await presigned(reader, 's3', '/bucket/key');
    const answer = await raw(`GET ${target} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`);
    expect(statusOf(answer), answer).toBe(200);
  });

  test.each([
    [
      'at another service by the host',
      (target: string) => `GET ${target} HTTP/1.1\r\nhost: lambda.us-east-1.localhost:${house.port}\r\n\r\n`,
    ],
    [
      'at another service by the target',
      (target: string) =>
        `POST ${target} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\nx-amz-target: DynamoDB_20120810.Scan\r\ncontent-length: 2\r\n\r\n{}`,
    ],
    [
      'with another service in its scope',
      (target: string) =>
        `GET ${target.replace('%2Fs3%2F', '%2Flambda%2F')} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`,
    ],
    ['with another method', (target: string) => `DELETE ${target} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`],
    [
      'for another key',
      (target: string) => `GET ${target.replace('/key?', '/other?')} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`,
    ],
  ])('opens nothing %s', async (_, head) => {
    const before = backend.begun;
    const answer = await raw(head(await presigned(reader, 's3', '/bucket/key')));
    expect(statusOf(answer), answer).toBeGreaterThanOrEqual(400);
    expect(backend.begun).toBe(before);
  });
});

describe('a request line with a whole address', () => {
  test.each(['/moto-api/reset', '/_localstack/info', '/'])('does not reach the backend: %s', async (path) => {
    const before = backend.begun;
    const host = new URL(backend.url).host;
    for (const named of [host, `127.0.0.1:${house.port}`]) {
      const answer = await raw(`GET http://${host}${path} HTTP/1.1\r\nhost: ${named}\r\n\r\n`);
      expect(statusOf(answer), answer).not.toBe(200);
    }
    expect(backend.begun).toBe(before);
  });

  test('a signed one is the path that was signed, at the front', async () => {
    const target = await presigned(reader, 's3', '/bucket/key');
    const before = backend.begun;
    const answer = await raw(`GET ${backend.url}${target} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`);
    if (statusOf(answer) === 200) expect(backend.asked.at(-1)?.url).toBe('/bucket/key');
    else expect(backend.begun).toBe(before);
  });
});

describe('an ARN of another account', () => {
  const other = '444455556666';
  const json = (service: string, target: string, input: object) => () => house.json(service, target, input, everything);

  test.each([
    [
      'a secret',
      json('secretsmanager', 'secretsmanager.GetSecretValue', {
        SecretId: `arn:aws:secretsmanager:us-east-1:${other}:secret:s-AbCdEf`,
      }),
    ],
    [
      'a table',
      json('dynamodb', 'DynamoDB_20120810.GetItem', {
        TableName: `arn:aws:dynamodb:us-east-1:${other}:table/t`,
        Key: {},
      }),
    ],
    [
      'a registry',
      json('ecr', 'AmazonEC2ContainerRegistry_V20150921.BatchGetImage', {
        registryId: other,
        repositoryName: 'r',
        imageIds: [],
      }),
    ],
    [
      'a stream',
      json('kinesis', 'Kinesis_20131202.DescribeStreamSummary', {
        StreamARN: `arn:aws:kinesis:us-east-1:${other}:stream/s`,
      }),
    ],
  ])('%s: whoever may do everything in his own account is denied', async (_, ask) => {
    const before = backend.begun;
    const { status, text } = await ask();
    expect({ status, text }).toMatchObject({
      status: 400,
      text: expect.stringContaining('no resource-based policy allows'),
    });
    expect(backend.begun).toBe(before);
  });
});

test('an answer that never ends is given up when its client goes', async () => {
  let open = 0;
  backend.answers((_, response) => {
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const piece = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
  });
  const target = await presigned(reader, 's3', '/bucket/endless');
  const before = process.memoryUsage().rss;
  await new Promise<void>((gone) => {
    let bytes = 0;
    const socket = connect(house.port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nhost: 127.0.0.1:${house.port}\r\n\r\n`),
    );
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > 200 * 1024 * 1024) socket.destroy();
    });
    socket.on('close', () => gone());
  });
  await expect.poll(() => open).toBe(0);
  // It passes, and is not held: backend, front and client are this process.
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});
