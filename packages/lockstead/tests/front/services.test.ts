/** What requests to services behind the front ask for, and what becomes of those of which that is not known. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frontBehind } from '#front/behind';
import type { Outgoing } from '#front/services/definition';
import type { Forwarded } from '#service/forward';
import type { Keys } from '../support/signed.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

const out: Outgoing[] = [];
const answered: Forwarded = { response: { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' } };

function openHouse(unknown: 'deny' | 'audit'): Promise<FrontHouse> {
  return openFrontHouse({}, (log) =>
    frontBehind({
      unknown,
      log,
      learnt: {
        arn: async (arn) => arn,
        policy: async () => ({ policy: undefined }),
        tags: async () => ({ value: [] }),
        key: async () => ({ asksNobody: true }),
      },
      encodeDenial: () => 'sealed',
      ownRoles: { role: async () => undefined, profile: async () => undefined },
      has: (client) => client !== 'kinesis',
      async send(outgoing) {
        out.push(outgoing);
        return answered;
      },
    }),
  );
}

let house: FrontHouse;
let bob: Keys;
beforeAll(async () => {
  house = await openHouse('deny');
  bob = await house.user('bob', [
    { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:us-east-1:*:table/allowed' },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:us-east-1:${house.account}:orders` },
    { Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
});
afterAll(() => house[Symbol.asyncDispose]());

test('the administrator comes through, with what the table knows of the input and all of the body', async () => {
  const input = { TableName: 'allowed', Key: { id: { S: '1' } }, NoSuchMember: 1 };
  const reply = await house.json('dynamodb', 'DynamoDB_20120810.GetItem', input);
  expect(reply).toMatchObject({ status: 200, text: '{}' });
  expect(reply.headers).not.toHaveProperty('x-lockstead-ignored');
  expect(out.at(-1)).toMatchObject({
    operation: 'GetItem',
    service: { client: 'dynamodb' },
    input: { TableName: 'allowed' },
  });
  expect(JSON.parse(String(out.at(-1)?.sent.body))).toEqual(input);
});

describe('what is not allowed is denied by name and never leaves', () => {
  const denied: readonly (readonly [string, () => Promise<{ status: number; text: string }>, string])[] = [
    [
      'another table',
      () => house.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: 'secret', Key: {} }, bob),
      'dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:ACCOUNT:table/secret',
    ],
    [
      'a table of a batch',
      () =>
        house.json(
          'dynamodb',
          'DynamoDB_20120810.BatchGetItem',
          { RequestItems: { allowed: { Keys: [] }, secret: { Keys: [] } } },
          bob,
        ),
      'dynamodb:BatchGetItem on resource: arn:aws:dynamodb:us-east-1:ACCOUNT:table/allowed',
    ],
    [
      'a stream of a service that shares its name',
      () =>
        house.json(
          'dynamodb',
          'DynamoDBStreams_20120810.DescribeStream',
          { StreamArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/2026' },
          bob,
        ),
      'dynamodb:DescribeStream on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/2026',
    ],
    [
      'a queue by its URL',
      () =>
        house.json(
          'sqs',
          'AmazonSQS.SendMessage',
          { QueueUrl: `http://x/${house.account}/other`, MessageBody: 'm' },
          bob,
        ),
      'sqs:SendMessage on resource: arn:aws:sqs:us-east-1:ACCOUNT:other',
    ],
    [
      'a queue in a form',
      () =>
        house.ask(
          'sqs',
          {
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: `Action=DeleteQueue&Version=2012-11-05&QueueUrl=http%3A%2F%2Fx%2F${house.account}%2Forders`,
          },
          bob,
        ),
      'sqs:DeleteQueue on resource: arn:aws:sqs:us-east-1:ACCOUNT:orders',
    ],
    [
      'a function by its path',
      () => house.ask('lambda', { path: '/2015-03-31/functions/f/invocations', body: '{}' }, bob),
      'lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:ACCOUNT:function:f',
    ],
    [
      'a role for another service',
      () =>
        house.ask(
          'lambda',
          {
            path: '/2015-03-31/functions',
            body: JSON.stringify({ FunctionName: 'f', Role: `arn:aws:iam::${house.account}:role/r`, Code: {} }),
          },
          bob,
        ),
      'iam:PassRole on resource: arn:aws:iam::ACCOUNT:role/r',
    ],
    [
      'a machine of a service that the wire does not know',
      () =>
        house.json(
          'states',
          'AWSStepFunctions.StartExecution',
          { stateMachineArn: `arn:aws:states:us-east-1:${house.account}:stateMachine:m` },
          bob,
        ),
      'states:StartExecution on resource: arn:aws:states:us-east-1:ACCOUNT:stateMachine:m',
    ],
  ];
  test.each(denied)('%s', async (_, ask, words) => {
    const before = out.length;
    const { status, text } = await ask();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toContain(`is not authorized to perform: ${words.replaceAll('ACCOUNT', house.account)}`);
    expect(out.length).toBe(before);
  });

  test('what is allowed goes out', async () => {
    const before = out.length;
    const input = { QueueUrl: `http://x/${house.account}/orders`, MessageBody: 'm' };
    expect((await house.json('sqs', 'AmazonSQS.SendMessage', input, bob)).status).toBe(200);
    expect(out.length).toBe(before + 1);
  });
});

describe('of what is not known', () => {
  const unknown = { BulkOperationId: 'x' };

  test('nothing goes out, and the denial says why, also to the administrator', async () => {
    const before = out.length;
    const reply = await house.json('dynamodb', 'DynamoDB_20120810.CancelBulkOperation', unknown);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('AccessDeniedException');
    expect(reply.text).toMatch(
      /not authorized to perform: dynamodb:CancelBulkOperation, because .* IAM knows no action of its name/,
    );
    expect(out.length).toBe(before);
    expect(await house.lastEvent('dynamodb.amazonaws.com')).toMatchObject({
      eventName: 'CancelBulkOperation',
      errorCode: 'AccessDenied',
    });
  });

  test('a resource that no member names is not every resource', async () => {
    const before = out.length;
    const reply = await house.json('sqs', 'AmazonSQS.SendMessage', { MessageBody: 'm' });
    expect(reply.text).toContain(
      'sqs:SendMessage, because it is not known what the request asks for: no member names its resource (',
    );
    expect(out.length).toBe(before);
  });

  test('audit lets it pass, and the log says so', async () => {
    await using lenient = await openHouse('audit');
    const reply = await lenient.json('dynamodb', 'DynamoDB_20120810.CancelBulkOperation', unknown);
    expect(reply.status, lenient.logLines.join('\n')).toBe(200);
    expect(lenient.logLines.filter((line) => line.includes('CancelBulkOperation')).join()).toContain(
      'IAM knows no action of its name',
    );
    // What is known is still denied.
    const carol = await lenient.user('carol');
    expect((await lenient.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: 't' }, carol)).status).toBe(400);
  });
});

test('what AWS lets anybody do needs no signature, and nothing else goes without', async () => {
  const sent = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
  };
  expect((await house.ask('cognito-idp', { headers: sent, body: '{"ClientId":"c"}' }, 'none')).status).toBe(200);
  const reply = await house.json('dynamodb', 'DynamoDB_20120810.ListTables', {}, 'none');
  expect(reply.text).toContain('MissingAuthenticationToken');
});

test('a call that changes something has its management event, a data call has none', async () => {
  await house.json('dynamodb', 'DynamoDB_20120810.DeleteTable', { TableName: 't' });
  await house.json('dynamodb', 'DynamoDB_20120810.PutItem', { TableName: 't', Item: {} });
  expect(await house.lastEvent('dynamodb.amazonaws.com')).toMatchObject({
    eventName: 'DeleteTable',
    readOnly: false,
    requestParameters: { tableName: 't' },
  });
});

test('a service that no backend has is not implemented, by name', async () => {
  const reply = await house.json('kinesis', 'Kinesis_20131202.ListStreams', {});
  expect(reply).toMatchObject({ status: expect.any(Number), text: expect.stringContaining('kinesis') });
  expect(reply.status).toBeGreaterThanOrEqual(400);
});
