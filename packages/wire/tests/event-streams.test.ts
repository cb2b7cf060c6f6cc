/** Answers that are streams of events, read by the SDK's own clients and codec. */

import type { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode, type OperationModel, type ServiceModel, serviceById } from '../src/index.ts';
import type { Member, Shape, StructShape } from '../src/model/shape.ts';
import { fixtureModel } from './fixture-models.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';

let fixture: FixtureServer;
beforeAll(async () => {
  fixture = await startFixtureServer();
});
afterAll(async () => {
  await fixture.close();
});

const select = {
  Bucket: 'box',
  Key: 'k',
  Expression: 'SELECT * FROM S3Object',
  ExpressionType: 'SQL',
  InputSerialization: { CSV: {} },
  OutputSerialization: { CSV: {} },
} as const;

test('S3 SelectObjectContent: events one after another, as the SDK reads them', async () => {
  const client = new s3.S3Client({ ...fixture.clientConfig(), forcePathStyle: true });
  async function* events(): AsyncGenerator<object> {
    yield { Records: { Payload: Buffer.from('a,b\n') } };
    yield { Cont: {} };
    yield { Progress: { Details: { BytesScanned: 4, BytesProcessed: 4, BytesReturned: 4 } } };
    yield { Records: { Payload: Buffer.alloc(100_000, 'x') } };
    yield { Stats: { Details: { BytesScanned: 7, BytesProcessed: 8, BytesReturned: 9 } } };
    yield { End: {} };
  }
  fixture.answer = { output: { Payload: events() } };
  const { Payload } = await client.send(new s3.SelectObjectContentCommand(select));
  const seen: s3.SelectObjectContentEventStream[] = [];
  for await (const event of Payload ?? []) seen.push(event);
  expect(seen.map((event) => Object.keys(event)[0])).toEqual([
    'Records',
    'Cont',
    'Progress',
    'Records',
    'Stats',
    'End',
  ]);
  expect(Buffer.from(seen[0]?.Records?.Payload ?? []).toString()).toBe('a,b\n');
  expect(seen[3]?.Records?.Payload?.length).toBe(100_000);
  expect(seen[2]?.Progress?.Details).toEqual({ BytesScanned: 4, BytesProcessed: 4, BytesReturned: 4 });
  expect(seen[4]?.Stats?.Details).toEqual({ BytesScanned: 7, BytesProcessed: 8, BytesReturned: 9 });
});

test('an event that fails cuts the answer off: no client takes a part for the whole', async () => {
  const client = new s3.S3Client({ ...fixture.clientConfig(), forcePathStyle: true });
  fixture.answer = {
    output: { Payload: [{ Records: { Payload: Buffer.from('a') } }, { NoSuchEvent: {} }] },
  };
  const { Payload } = await client.send(new s3.SelectObjectContentCommand(select));
  const read = async (): Promise<void> => {
    for await (const _event of Payload ?? []);
  };
  await expect(read()).rejects.toThrow();
});

const scalar = (kind: 'string' | 'boolean' | 'number' | 'timestamp' | 'blob'): Shape => ({
  kind,
  name: '',
  traits: {},
  format: 'default',
});
const member = (name: string, shape: Shape, traits: Member['traits'] = {}): Member => ({
  name,
  required: false,
  traits: { ...shape.traits, ...traits },
  shape,
});
const struct = (name: string, members: readonly Member[], traits: Member['traits'] = {}): StructShape => ({
  kind: 'struct',
  name,
  traits,
  union: false,
  members: () => members,
});

const stream: StructShape = {
  ...struct(
    'Stream',
    [
      member(
        'sessionUpdate',
        struct('SessionUpdate', [
          member('sessionId', scalar('string')),
          member('isLast', scalar('boolean'), { eventHeader: 1 }),
          member('count', scalar('number'), { eventHeader: 1 }),
          member('at', scalar('timestamp'), { eventHeader: 1 }),
          member('who', scalar('string'), { eventHeader: 1 }),
          member('raw', scalar('blob'), { eventHeader: 1 }),
        ]),
      ),
      member('SessionTimeoutException', struct('Timeout', [member('message', scalar('string'))], { error: 'client' })),
    ],
    { streaming: 1 },
  ),
  union: true,
};

test('awsJson: the other members first, as an event; headers of every kind; exceptions as such', async () => {
  const entry = serviceById('cloudtrail');
  if (entry === undefined) throw new Error('no CloudTrail');
  const model: ServiceModel = await fixtureModel(entry);
  const output = struct('Output', [member('requestId', scalar('string')), member('responseStream', stream)]);
  const [known] = model.operations.values();
  if (known === undefined) throw new Error('no operations');
  const operation: OperationModel = { ...known, name: 'StartLiveTail', output };
  const at = new Date(1_795_332_629_000);
  const responseStream = [
    { sessionUpdate: { sessionId: 's', isLast: true, count: 3, at, who: 'é', raw: Buffer.from('r') } },
    { SessionTimeoutException: { message: 'late' } },
  ];
  const response = encode(model, operation, 'awsJson1_1', { requestId: 'q', responseStream }, 'r');
  expect(response.headers['content-type']).toBe('application/vnd.amazon.eventstream');
  const codec = new EventStreamCodec(toUtf8, fromUtf8);
  const seen = [];
  for await (const chunk of response.body as Readable) {
    const { headers, body } = codec.decode(chunk as Uint8Array);
    const plain = Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
    seen.push([plain, Buffer.from(body).toString()]);
  }
  expect(seen).toEqual([
    [
      {
        ':message-type': 'event',
        ':event-type': 'initial-response',
        ':content-type': 'application/x-amz-json-1.1',
      },
      '{"requestId":"q"}',
    ],
    [
      {
        ':message-type': 'event',
        ':event-type': 'sessionUpdate',
        ':content-type': 'application/json',
        isLast: true,
        count: 3,
        at,
        who: 'é',
        raw: Uint8Array.from(Buffer.from('r')),
      },
      '{"sessionId":"s"}',
    ],
    [
      {
        ':message-type': 'exception',
        ':exception-type': 'SessionTimeoutException',
        ':content-type': 'application/json',
      },
      '{"message":"late"}',
    ],
  ]);
});
