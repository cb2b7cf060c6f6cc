/** Policies of resources that lie in the backend decide here: read once, read again when they may have changed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Keys } from '../support/signed.ts';
import { type Answering, type Backend, emptyJson, noPolicy, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
let bob: Keys;
let generous: Keys;
beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [backend.url] });
  bob = await house.user('bob');
  generous = await house.user('generous', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
});
beforeEach(() => {
  backend.reads(noPolicy);
  backend.answers((asked, response) => {
    if (!String(asked.headers['x-amz-target']).endsWith('GetQueueUrl')) return emptyJson(asked, response);
    const { QueueName, QueueOwnerAWSAccountId } = JSON.parse(asked.body) as Record<string, string>;
    response.end(JSON.stringify({ QueueUrl: `http://x/${QueueOwnerAWSAccountId}/${QueueName}` }));
  });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const statement = (Effect: string, Action: string, Resource = '*'): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Principal: '*', Action, Resource }] });

const answersJson =
  (answer: object): Answering =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** A call on a resource that no other case uses, its action, and how the backend tells its policy. */
const cases: Readonly<
  Record<
    string,
    { ask(keys: Keys): Promise<{ status: number; text: string }>; action: string; told(policy: string): Answering }
  >
> = {
  sqs: {
    ask: (keys) =>
      house.json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: `http://x/${house.account}/q`, MessageBody: 'm' }, keys),
    action: 'sqs:SendMessage',
    told: (Policy) => answersJson({ Attributes: { Policy } }),
  },
  sns: {
    ask: (keys) =>
      house.ask(
        'sns',
        {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `Action=Publish&Version=2010-03-31&Message=m&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A${house.account}%3At`,
        },
        keys,
      ),
    action: 'sns:Publish',
    told: (policy) => (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<R><Attributes><entry><key>Owner</key><value>1</value></entry><entry><key>Policy</key><value>${escaped(policy)}</value></entry></Attributes></R>`,
        ),
  },
  lambda: {
    ask: (keys) => house.ask('lambda', { path: '/2015-03-31/functions/f/invocations', body: '{}' }, keys),
    action: 'lambda:InvokeFunction',
    told: (Policy) => answersJson({ Policy, RevisionId: 'r' }),
  },
  secretsmanager: {
    ask: (keys) =>
      house.json(
        'secretsmanager',
        'secretsmanager.GetSecretValue',
        { SecretId: `arn:aws:secretsmanager:us-east-1:${house.account}:secret:s-AbCdEf` },
        keys,
      ),
    action: 'secretsmanager:GetSecretValue',
    told: (ResourcePolicy) => answersJson({ ResourcePolicy }),
  },
  dynamodb: {
    ask: (keys) => house.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: 'p', Key: {} }, keys),
    action: 'dynamodb:GetItem',
    told: (Policy) => answersJson({ Policy }),
  },
  events: {
    ask: (keys) =>
      house.json(
        'events',
        'AWSEvents.PutEvents',
        { Entries: [{ Source: 's', DetailType: 'd', Detail: '{}', EventBusName: 'b' }] },
        keys,
      ),
    action: 'events:PutEvents',
    told: (Policy) => answersJson({ Policy }),
  },
  s3: {
    ask: (keys) => house.ask('s3', { method: 'GET', path: '/bucket/key' }, keys),
    action: 's3:GetObject',
    told: (policy) => (_, response) => void response.end(policy),
  },
  kinesis: {
    ask: (keys) =>
      house.json('kinesis', 'Kinesis_20131202.PutRecord', { StreamName: 'k', Data: '', PartitionKey: 'p' }, keys),
    action: 'kinesis:PutRecord',
    told: (Policy) => answersJson({ Policy }),
  },
};

describe.each(Object.entries(cases))('%s', (name, { ask, action, told }) => {
  /** A call of the administrator that may have changed it: what was learnt is forgotten. */
  const touch = async (): Promise<void> => {
    const { json, ask: rest, account } = house;
    const writes: Readonly<Record<string, () => Promise<unknown>>> = {
      sqs: () => json('sqs', 'AmazonSQS.SetQueueAttributes', { QueueUrl: `http://x/${account}/q`, Attributes: {} }),
      sns: () =>
        rest('sns', {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `Action=RemovePermission&Version=2010-03-31&Label=l&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A${account}%3At`,
        }),
      lambda: () => rest('lambda', { method: 'DELETE', path: '/2015-03-31/functions/f/policy/s' }),
      secretsmanager: () =>
        json('secretsmanager', 'secretsmanager.DeleteResourcePolicy', {
          SecretId: `arn:aws:secretsmanager:us-east-1:${account}:secret:s-AbCdEf`,
        }),
      dynamodb: () =>
        json('dynamodb', 'DynamoDB_20120810.DeleteResourcePolicy', {
          ResourceArn: `arn:aws:dynamodb:us-east-1:${account}:table/p`,
        }),
      events: () => json('events', 'AWSEvents.DeleteEventBus', { Name: 'b' }),
      s3: () => rest('s3', { method: 'DELETE', path: '/bucket?policy=' }),
      kinesis: () =>
        json('kinesis', 'Kinesis_20131202.DeleteResourcePolicy', {
          ResourceARN: `arn:aws:kinesis:us-east-1:${account}:stream/k`,
        }),
    };
    await writes[name]?.();
  };

  test('its policy lets in who has no other, and keeps out who has', async () => {
    // What is asked about the owner's own resources by the writes below is allowed in any case.
    expect((await ask(bob)).text).toContain(`not authorized to perform: ${action}`);
    await touch();
    backend.reads(told(statement('Allow', action)));
    const allowed = await ask(bob);
    expect(allowed.status, allowed.text).toBe(200);
    await touch();
    backend.reads(told(statement('Deny', action)));
    const denied = await ask(generous);
    expect(denied.text).toContain('explicit deny in a resource-based policy');
    backend.reads(told(statement('Allow', action)));
    await touch();
    expect((await ask(generous)).status).toBe(200);
  });

  test('it is read once, and by the owner', async () => {
    await touch();
    await ask(generous);
    const before = backend.read.length;
    await ask(generous);
    await ask(bob);
    expect(backend.read.length).toBe(before);
    expect(backend.read.at(-1)?.headers['x-moto-account-id']).toBe(house.account);
  });

  test('one that cannot be read denies, by name', async () => {
    await touch();
    backend.reads(told('{"Statement":'));
    const denied = await ask(generous);
    expect(denied.text).toContain('it is not one that AWS would take');
  });
});

test('a policy of another account lets in who may go there', async () => {
  const other = '111122223333';
  backend.reads(answersJson({ Attributes: { Policy: statement('Allow', 'sqs:*') } }));
  const send = (keys: Keys): Promise<{ status: number; text: string }> =>
    house.json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: `http://x/${other}/theirs`, MessageBody: 'm' }, keys);
  expect((await send(generous)).status).toBe(200);
  expect(backend.asked.at(-1)?.headers['x-moto-account-id']).toBe(other);
  expect((await send(bob)).text).toContain('no identity-based policy allows');
});

describe('a function’s versions and aliases', () => {
  const policyOf = (qualifiers: Readonly<Record<string, string>>): void => {
    backend.reads((asked, response) => {
      const [path, query = ''] = asked.url.split('?');
      const policy = qualifiers[new URLSearchParams(query).get('Qualifier') ?? ''];
      if (!path?.endsWith('/functions/q/policy') || policy === undefined) noPolicy(asked, response);
      else response.end(JSON.stringify({ Policy: policy }));
    });
  };
  const invoke = async (name: string, query = ''): Promise<number> =>
    (await house.ask('lambda', { path: `/2015-03-31/functions/${name}/invocations${query}`, body: '{}' }, bob)).status;
  const touch = async (query: string): Promise<unknown> =>
    await house.ask('lambda', { method: 'DELETE', path: `/2015-03-31/functions/q/policy/s${query}` });

  test('each has a policy of its own, which alone counts for it', async () => {
    policyOf({ live: statement('Allow', 'lambda:InvokeFunction') });
    expect(await invoke('q', '?Qualifier=live')).toBe(200);
    expect(await invoke('q')).toBe(403);
    expect(await invoke('q', '?Qualifier=1')).toBe(403);
    policyOf({ '': statement('Allow', 'lambda:InvokeFunction') });
    for (const query of ['', '?Qualifier=live', '?Qualifier=1']) await touch(query);
    expect(await invoke('q')).toBe(200);
    expect(await invoke('q', '?Qualifier=%24LATEST')).toBe(200);
    expect(await invoke('q', '?Qualifier=live')).toBe(403);
    expect(await invoke('q', '?Qualifier=1')).toBe(403);
  });
});

test('a secret by its name is decided on by its whole ARN', async () => {
  const arn = `arn:aws:secretsmanager:us-east-1:${house.account}:secret:named-Ab12Cd`;
  const reader = await house.user('reader', [
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn },
  ]);
  const get = (SecretId: string): Promise<{ status: number; text: string }> =>
    house.json('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId }, reader);
  backend.reads(({ headers }, response) => {
    if (String(headers['x-amz-target']).endsWith('DescribeSecret')) response.end(JSON.stringify({ ARN: arn }));
    else noPolicy({} as never, response);
  });
  expect((await get('named')).status).toBe(200);
  // A backend does not make another secret of what was named.
  expect((await get('other')).text).toContain('secret:other-??????');
});

test('where the backend does not say whether a queue is there, nothing is decided', async () => {
  backend.answers((_, response) => response.writeHead(500).end());
  const before = backend.begun;
  const reply = await house.json('sqs', 'AmazonSQS.SendMessage', {
    QueueUrl: `http://x/${house.account}/dim`,
    MessageBody: 'm',
  });
  expect(reply.status).toBe(503);
  // The question for its URL, and not the message.
  expect(backend.asked.slice(-1)[0]?.headers['x-amz-target']).toBe('AmazonSQS.GetQueueUrl');
  expect(backend.begun).toBe(before + 1);
});

test('what somebody could do is told with the policies that the backend has', async () => {
  const resource = `arn:aws:sqs:us-east-1:${house.account}:asked`;
  const can = async (user: string): Promise<unknown> => {
    const body = JSON.stringify({
      principal: `arn:aws:iam::${house.account}:user/${user}`,
      action: 'sqs:SendMessage',
      resource,
    });
    const headers = { 'content-type': 'application/json' };
    const reply = await house.ask('lockstead', { path: '/_lockstead/decide', headers, body });
    return { status: reply.status, ...(JSON.parse(reply.text) as object) };
  };
  backend.reads(answersJson({ Attributes: { Policy: statement('Allow', 'sqs:SendMessage') } }));
  expect(await can('bob')).toMatchObject({ allowed: true });
  await house.json('sqs', 'AmazonSQS.SetQueueAttributes', {
    QueueUrl: `http://x/${house.account}/asked`,
    Attributes: {},
  });
  backend.reads(answersJson({ Attributes: { Policy: '{"Statement":' } }));
  expect(await can('generous')).toMatchObject({ status: 503, message: expect.stringContaining('is not known') });
});
