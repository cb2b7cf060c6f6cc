/** The emulator that ships for the demo: what it does is what AWS does, what it does not is an error. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { type Emulator, openEmulator } from './emulator.ts';

const clock = simulatedClock(instant(1_800_000_000_000));
let emulator: Emulator;
beforeAll(async () => {
  emulator = await openEmulator(0, clock, seededEntropy('emulator'));
});
afterAll(() => emulator[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

async function call(target: string, input: object | string, key = 'test'): Promise<Answer> {
  const reply = await fetch(emulator.endpoint, {
    method: 'POST',
    headers: {
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20270115/eu-west-1/any/aws4_request`,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  return { status: reply.status, json: (await reply.json()) as Answer['json'] };
}

const dynamodb = (operation: string, input: object, key?: string): Promise<Answer> =>
  call(`DynamoDB_20120810.${operation}`, input, key);
const sqs = (operation: string, input: object, key?: string): Promise<Answer> =>
  call(`AmazonSQS.${operation}`, input, key);

test('items of a table, by all parts of their key', async () => {
  const KeySchema = ['a', 'b'].map((AttributeName) => ({ AttributeName, KeyType: 'HASH' }));
  const { json } = await dynamodb(
    'CreateTable',
    { TableName: 't', KeySchema, AttributeDefinitions: [] },
    '111122223333',
  );
  expect(json).toMatchObject({ TableDescription: { TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t' } });
  const item = (b: string, more: object = {}): object => ({ a: { S: '1' }, b: { S: b }, ...more });
  const as = '111122223333';
  for (const n of ['x', 'y']) await dynamodb('PutItem', { TableName: 't', Item: item(n, { n: { S: n } }) }, as);
  expect((await dynamodb('GetItem', { TableName: 't', Key: item('y') }, as)).json).toEqual({
    Item: item('y', { n: { S: 'y' } }),
  });
  await dynamodb('DeleteItem', { TableName: 't', Key: item('y') }, as);
  expect((await dynamodb('GetItem', { TableName: 't', Key: item('y') }, as)).json).toEqual({});
  expect((await dynamodb('Scan', { TableName: 't' }, as)).json).toMatchObject({ Count: 1 });
  expect((await dynamodb('GetItem', { TableName: 't', Key: { a: { S: '1' } } }, as)).json).toMatchObject({
    __type: 'ValidationException',
  });
  expect((await dynamodb('CreateTable', { TableName: 't', KeySchema }, as)).json).toMatchObject({
    __type: 'ResourceInUseException',
  });
  // Accounts do not see each other's.
  expect((await dynamodb('DescribeTable', { TableName: 't' })).json).toMatchObject({
    __type: 'ResourceNotFoundException',
  });
  await dynamodb('DeleteTable', { TableName: 't' }, as);
  expect((await dynamodb('ListTables', {}, as)).json).toEqual({ TableNames: [] });
});

test('a message comes again where nobody deletes it in time', async () => {
  const { json } = await sqs('CreateQueue', { QueueName: 'q' });
  const QueueUrl = json['QueueUrl'] as string;
  expect(QueueUrl).toBe(`${emulator.endpoint}/000000000000/q`);
  expect((await sqs('GetQueueUrl', { QueueName: 'q' })).json).toEqual({ QueueUrl });
  const MD5 = createHash('md5').update('m').digest('hex');
  expect((await sqs('SendMessage', { QueueUrl, MessageBody: 'm' })).json).toMatchObject({ MD5OfMessageBody: MD5 });
  const receive = async (): Promise<readonly { ReceiptHandle: string; MD5OfBody: string }[]> =>
    ((await sqs('ReceiveMessage', { QueueUrl })).json['Messages'] ?? []) as never;
  const [first] = await receive();
  expect(first?.MD5OfBody).toBe(MD5);
  expect(await receive()).toEqual([]);
  clock.advance(days(1));
  const [again] = await receive();
  // The first handle is worth nothing any more.
  await sqs('DeleteMessage', { QueueUrl, ReceiptHandle: first?.ReceiptHandle });
  const count = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] };
  expect((await sqs('GetQueueAttributes', count)).json).toEqual({ Attributes: { ApproximateNumberOfMessages: '1' } });
  await sqs('DeleteMessage', { QueueUrl, ReceiptHandle: again?.ReceiptHandle });
  expect((await sqs('GetQueueAttributes', count)).json).toEqual({ Attributes: { ApproximateNumberOfMessages: '0' } });
  await sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: '{}' } });
  const all = await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  expect(all.json).toMatchObject({ Attributes: { Policy: '{}' } });
  await sqs('DeleteQueue', { QueueUrl });
  expect((await sqs('ListQueues', {})).json).toEqual({ QueueUrls: [] });
});

test.each<readonly [string, string, object | string, number]>([
  ['an operation', 'DynamoDB_20120810.TransactWriteItems', {}, 501],
  ['a name of every object', 'DynamoDB_20120810.constructor', {}, 501],
  ['a service', 'Kinesis_20131202.PutRecord', {}, 501],
  ['a parameter', 'DynamoDB_20120810.PutItem', { TableName: 't', Item: {}, ConditionExpression: 'x' }, 501],
  ['a body', 'DynamoDB_20120810.PutItem', '{', 400],
])('%s that it does not know is refused', async (_, target, input, status) => {
  expect(await call(target, input)).toMatchObject({
    status,
    json: { __type: expect.any(String), message: expect.any(String) },
  });
});
