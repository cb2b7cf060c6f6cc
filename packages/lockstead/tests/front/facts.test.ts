/** Tags and KMS keys that lie in the backend decide here. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Keys } from '../support/signed.ts';
import { type Answering, type Backend, emptyJson, noPolicy, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [backend.url] });
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

type Reply = { readonly status: number; readonly text: string };

/** Answers to the front's own questions, by a text that stands in the question; all others know nothing. */
function telling(answers: Readonly<Record<string, string | object>>): void {
  backend.reads((asked, response) => {
    const question = `${asked.url} ${String(asked.headers['x-amz-target'])} ${asked.body}`;
    const found = Object.entries(answers).find(([text]) => question.includes(text));
    if (found === undefined) noPolicy(asked, response);
    else response.end(typeof found[1] === 'string' ? found[1] : JSON.stringify(found[1]));
  });
}

const form = (parameters: Readonly<Record<string, string>>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: String(new URLSearchParams(parameters)),
});

let count = 0;
/** A user who may do it where the tag `team` is `blue`, and one who may but where it is `secret`. */
async function byTag(Action: string, key = 'aws:ResourceTag/team'): Promise<{ blue: Keys; notSecret: Keys }> {
  count += 1;
  const blue = await house.user(`blue-${count}`, [
    { Effect: 'Allow', Action, Resource: '*', Condition: { StringEquals: { [key]: 'blue' } } },
  ]);
  const notSecret = await house.user(`not-secret-${count}`, [
    { Effect: 'Allow', Action, Resource: '*' },
    { Effect: 'Deny', Action, Resource: '*', Condition: { StringEquals: { [key]: 'secret' } } },
  ]);
  return { blue, notSecret };
}

const xml = (key: string, value: string, tag: string): string =>
  `<R><Tags><member><${key}>a</${key}><${value}/></member><member><${key}>team</${key}><${value}>${tag}</${value}></member></Tags></R>`;

interface Tagged {
  readonly action: string;
  /** On a resource of this name. */
  ask(name: string, keys: Keys): Promise<Reply>;
  told(tag: string): Readonly<Record<string, string | object>>;
}

const services: Readonly<Record<string, Tagged>> = {
  dynamodb: {
    action: 'dynamodb:GetItem',
    ask: (TableName, keys) => house.json('dynamodb', 'DynamoDB_20120810.GetItem', { TableName, Key: {} }, keys),
    told: (Value) => ({ ListTagsOfResource: { Tags: [{ Key: 'team', Value }] } }),
  },
  sqs: {
    action: 'sqs:SendMessage',
    ask: (name, keys) =>
      house.json(
        'sqs',
        'AmazonSQS.SendMessage',
        { QueueUrl: `http://x/${house.account}/${name}`, MessageBody: 'm' },
        keys,
      ),
    told: (team) => ({ ListQueueTags: { Tags: { team } } }),
  },
  sns: {
    action: 'sns:Publish',
    ask: (name, keys) =>
      house.ask(
        'sns',
        form({
          Action: 'Publish',
          Version: '2010-03-31',
          Message: 'm',
          TopicArn: `arn:aws:sns:us-east-1:${house.account}:${name}`,
        }),
        keys,
      ),
    told: (tag) => ({ 'Action=ListTagsForResource': xml('Key', 'Value', tag) }),
  },
  lambda: {
    action: 'lambda:InvokeFunction',
    ask: (name, keys) => house.ask('lambda', { path: `/2015-03-31/functions/${name}/invocations`, body: '{}' }, keys),
    told: (team) => ({ '/2017-03-31/tags/': { Tags: { team } } }),
  },
  kinesis: {
    action: 'kinesis:PutRecord',
    ask: (StreamName, keys) =>
      house.json('kinesis', 'Kinesis_20131202.PutRecord', { StreamName, Data: '', PartitionKey: 'p' }, keys),
    told: (Value) => ({ ListTagsForStream: { Tags: [{ Key: 'team', Value }], HasMoreTags: false } }),
  },
  logs: {
    action: 'logs:CreateLogStream',
    ask: (logGroupName, keys) =>
      house.json('logs', 'Logs_20140328.CreateLogStream', { logGroupName, logStreamName: 's' }, keys),
    told: (team) => ({ ListTagsForResource: { tags: { team } } }),
  },
  states: {
    action: 'states:StartExecution',
    ask: (name, keys) =>
      house.json(
        'states',
        'AWSStepFunctions.StartExecution',
        { stateMachineArn: `arn:aws:states:us-east-1:${house.account}:stateMachine:${name}` },
        keys,
      ),
    told: (value) => ({ ListTagsForResource: { tags: [{ key: 'team', value }] } }),
  },
  ecr: {
    action: 'ecr:BatchGetImage',
    ask: (repositoryName, keys) =>
      house.json('ecr', 'AmazonEC2ContainerRegistry_V20150921.BatchGetImage', { repositoryName, imageIds: [] }, keys),
    told: (Value) => ({ ListTagsForResource: { tags: [{ Key: 'team', Value }] } }),
  },
  ssm: {
    action: 'ssm:GetParameter',
    ask: (name, keys) => house.json('ssm', 'AmazonSSM.GetParameter', { Name: `/app/${name}` }, keys),
    told: (Value) => ({ '"ResourceId":"/app/': { TagList: [{ Key: 'team', Value }] } }),
  },
  ec2: {
    action: 'ec2:DeleteVpc',
    ask: (name, keys) =>
      house.ask('ec2', form({ Action: 'DeleteVpc', Version: '2016-11-15', VpcId: `vpc-${hex(name)}` }), keys),
    told: (tag) => ({ 'Action=DescribeTags': xml('key', 'value', tag) }),
  },
  rds: {
    action: 'rds:StopDBInstance',
    ask: (name, keys) =>
      house.ask('rds', form({ Action: 'StopDBInstance', Version: '2014-10-31', DBInstanceIdentifier: name }), keys),
    told: (tag) => ({ 'Action=ListTagsForResource': xml('Key', 'Value', tag) }),
  },
};

function hex(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(17, '0').slice(0, 17);
}

describe.each(Object.entries(services))('tags: %s', (service, { action, ask, told }) => {
  test('an allow and a deny by tag', async () => {
    const { blue, notSecret } = await byTag(action);
    telling(told('blue'));
    expect(await ask('b', blue), service).toMatchObject({ status: 200 });
    telling(told('secret'));
    expect((await ask('s', blue)).text).toContain('no identity-based policy allows');
    expect((await ask('s', notSecret)).text).toContain('explicit deny in an identity-based policy');
    // One without tags is not denied by them.
    backend.reads(noPolicy);
    expect(await ask('n', notSecret)).toMatchObject({ status: 200 });
  });

  test('what cannot be read denies, by name', async () => {
    const { notSecret } = await byTag(action);
    telling(Object.fromEntries(Object.keys(told('x')).map((question) => [question, '{"Tags": "<"'])));
    expect((await ask('odd', notSecret)).text).toContain('the tags of');
  });
});

test('tags under the name of the service, too', async () => {
  const { blue } = await byTag('ecr:BatchGetImage', 'ecr:ResourceTag/team');
  telling(services['ecr']?.told('blue') ?? {});
  expect(await services['ecr']?.ask('named', blue)).toMatchObject({ status: 200 });
});

test('a change through the front is seen by the next request, and more tags than are told deny', async () => {
  const { notSecret } = await byTag('dynamodb:GetItem');
  const table = services['dynamodb'];
  expect((await table?.ask('changed', notSecret))?.status).toBe(200);
  telling(table?.told('secret') ?? {});
  expect((await table?.ask('changed', notSecret))?.status).toBe(200);
  await house.json('dynamodb', 'DynamoDB_20120810.TagResource', {
    ResourceArn: `arn:aws:dynamodb:us-east-1:${house.account}:table/changed`,
    Tags: [{ Key: 'team', Value: 'secret' }],
  });
  expect((await table?.ask('changed', notSecret))?.text).toContain('explicit deny');
  telling({ ListTagsOfResource: { Tags: [], NextToken: 'more' } });
  expect((await table?.ask('many', notSecret))?.text).toContain('the tags of');
});

describe('keys', () => {
  const key = (): string => `arn:aws:kms:us-east-1:${house.account}:key/0b5c1d9e-1f2a-4b3c-8d4e-5f6a7b8c9d0e`;
  const send = (name: string, keys: Keys): Promise<Reply> => services['sqs']?.ask(name, keys) as Promise<Reply>;
  const sender = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };

  test.each<readonly [string, (arn: string) => Readonly<Record<string, object>>]>([
    ['an ARN', (arn) => ({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId: arn } } })],
    ['an id', (arn) => ({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId: arn.slice(arn.lastIndexOf('/') + 1) } } })],
    [
      'an alias that the backend knows',
      (Arn) => ({
        KmsMasterKeyId: { Attributes: { KmsMasterKeyId: 'alias/orders' } },
        DescribeKey: { KeyMetadata: { Arn, KeyManager: 'CUSTOMER' } },
      }),
    ],
  ])('a queue with a key of its own needs it too, through SQS alone: %s', async (name, told) => {
    const queue = `sealed-${name.replaceAll(' ', '-')}`;
    telling(told(key()));
    const without = await house.user(`${queue}-0`, [sender]);
    expect((await send(queue, without)).text).toMatch(
      /is not authorized to perform: kms:(Decrypt|GenerateDataKey) on resource: arn:aws:kms:us-east-1:\d+:key\//,
    );
    const Action = ['kms:GenerateDataKey', 'kms:Decrypt'];
    const through = (service: string): object => ({
      Effect: 'Allow',
      Action,
      Resource: key(),
      Condition: {
        StringEquals: { 'kms:ViaService': service },
        'ForAnyValue:StringEquals': { 'aws:CalledVia': 'sqs.amazonaws.com' },
      },
    });
    expect(
      (await send(queue, await house.user(`${queue}-1`, [sender, through('sqs.us-east-1.amazonaws.com')]))).status,
    ).toBe(200);
    const other = await house.user(`${queue}-2`, [sender, through('sns.us-east-1.amazonaws.com')]);
    expect((await send(queue, other)).text).toContain('is not authorized to perform: kms:');
  });

  test('keys that AWS manages ask nobody, and an alias that nobody knows denies by name', async () => {
    const user = await house.user('plain', [sender]);
    telling({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId: 'alias/aws/sqs' } } });
    expect((await send('managed', user)).status).toBe(200);
    telling({
      KmsMasterKeyId: { Attributes: { KmsMasterKeyId: key() } },
      DescribeKey: { KeyMetadata: { Arn: key(), KeyManager: 'AWS' } },
    });
    expect((await send('managed-too', user)).status).toBe(200);
    telling({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId: 'alias/orders' } } });
    expect((await send('aliased', user)).text).toContain('nobody knows which key');
    telling({
      KmsMasterKeyId: { Attributes: { KmsMasterKeyId: key() } },
      DescribeKey: { KeyMetadata: { Arn: 'arn:aws:kms:us-east-1:444455556666:key/other', KeyManager: 'CUSTOMER' } },
    });
    expect((await send('swapped', user)).text).toContain('is of another key');
  });

  test('the least policy states the service through which a key was used', async () => {
    telling({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId: key() } } });
    const user = await house.user('least-key');
    await send('least', user);
    const headers = { 'content-type': 'application/json' };
    const path = `/_lockstead/least?principal=${encodeURIComponent(`arn:aws:iam::${house.account}:user/least-key`)}`;
    const { uses } = JSON.parse((await house.ask('lockstead', { method: 'GET', path, headers })).text) as {
      uses: readonly object[];
    };
    expect(uses).toContainEqual({
      action: 'kms:Decrypt',
      resource: key(),
      allowed: 0,
      denied: 1,
      stated: { key: 'kms:ViaService', values: ['sqs.us-east-1.amazonaws.com'] },
    });
  });
});

describe('keys of our own', () => {
  const sender = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
  const useOfKeys = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
  const send = (name: string, keys: Keys): Promise<Reply> => services['sqs']?.ask(name, keys) as Promise<Reply>;
  const sent = (): number =>
    backend.asked.filter(({ headers }) => headers['x-amz-target'] === 'AmazonSQS.SendMessage').length;
  const kms = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const { status, text } = await house.json('kms', `TrentService.${operation}`, input);
    expect(status, text).toBe(200);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const root = (): object => ({ AWS: `arn:aws:iam::${house.account}:root` });
  const administered = (): object => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${house.account}:user/admin` },
    Action: 'kms:*',
    Resource: '*',
  });
  const policy = (...statements: readonly object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [administered(), ...statements] });
  async function newKey(...statements: readonly object[]): Promise<{ readonly KeyId: string; readonly Arn: string }> {
    const { KeyMetadata } = await kms('CreateKey', { Policy: policy(...statements) });
    return KeyMetadata as { KeyId: string; Arn: string };
  }
  /** As the backend tells of a queue. The backend itself knows no such key. */
  const set = (KmsMasterKeyId: string): void => telling({ KmsMasterKeyId: { Attributes: { KmsMasterKeyId } } });

  test('a key policy that does not let the caller denies, whatever IAM policies allow', async () => {
    const { KeyId, Arn } = await newKey();
    const user = await house.user('own-denied', [sender, useOfKeys]);
    const before = sent();
    for (const name of [KeyId, Arn]) {
      set(name);
      const { text } = await send(`own-${name.length}`, user);
      expect(text).toMatch(/is not authorized to perform: kms:\w+ on resource: /);
      expect(text).toContain(`on resource: ${Arn}`);
      expect(text).toContain('no resource-based policy allows');
    }
    expect(sent()).toBe(before);
  });

  test('one that leaves it to IAM asks IAM, and an alias is the key that it names here', async () => {
    const { KeyId, Arn } = await newKey({ Effect: 'Allow', Principal: root(), Action: 'kms:*', Resource: '*' });
    await kms('CreateAlias', { AliasName: 'alias/own-queue', TargetKeyId: KeyId });
    set('alias/own-queue');
    const without = await house.user('own-without', [sender]);
    expect((await send('own-alias', without)).text).toContain(`on resource: ${Arn}`);
    const may = await house.user('own-may', [sender, { ...useOfKeys, Action: ['kms:GenerateDataKey', 'kms:Decrypt'] }]);
    expect((await send('own-alias', may)).status).toBe(200);
  });

  test('a change of the policy counts for the next request', async () => {
    const open = { Effect: 'Allow', Principal: root(), Action: 'kms:*', Resource: '*' };
    const { KeyId } = await newKey(open);
    const user = await house.user('own-changed', [sender, useOfKeys]);
    set(KeyId);
    expect((await send('own-changed', user)).status).toBe(200);
    await kms('PutKeyPolicy', { KeyId, Policy: policy() });
    expect((await send('own-changed', user)).status).toBe(400);
  });

  test('a policy may ask for the service through which it is used, and a grant allows without IAM', async () => {
    const user = await house.user('own-via', [sender]);
    const arn = `arn:aws:iam::${house.account}:user/own-via`;
    const through = (service: string): object => ({
      Effect: 'Allow',
      Principal: { AWS: arn },
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } },
    });
    set((await newKey(through('sqs'))).KeyId);
    expect((await send('own-via-sqs', user)).status).toBe(200);
    set((await newKey(through('sns'))).KeyId);
    expect((await send('own-via-sns', user)).status).toBe(400);
    const { KeyId } = await newKey();
    await kms('CreateGrant', { KeyId, GranteePrincipal: arn, Operations: ['GenerateDataKey', 'Decrypt'] });
    set(KeyId);
    expect((await send('own-granted', user)).status).toBe(200);
  });

  test('the encryption context that the service sends is there to be asked for', async () => {
    const arn = (name: string): string => `arn:aws:kinesis:us-east-1:${house.account}:stream/${name}`;
    const { KeyId } = await newKey({
      Effect: 'Allow',
      Principal: root(),
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': arn('sealed') } },
    });
    telling({ DescribeStreamSummary: { StreamDescriptionSummary: { KeyId } } });
    const user = await house.user('own-context', [
      { Effect: 'Allow', Action: ['kinesis:PutRecord', 'kms:GenerateDataKey'], Resource: '*' },
    ]);
    const put = (name: string): Promise<Reply> => services['kinesis']?.ask(name, user) as Promise<Reply>;
    expect(await put('sealed')).toMatchObject({ status: 200 });
    expect((await put('other')).text).toContain('kms:GenerateDataKey');
  });
});

const answering =
  (status: number): Answering =>
  (_, response) =>
    void response.writeHead(status).end();

test.each([500, 503])('a backend that answers %d when asked denies, by name', async (status) => {
  const { notSecret } = await byTag('sqs:SendMessage');
  backend.reads(answering(status));
  const reply = (await services['sqs']?.ask(`down-${status}`, notSecret)) as Reply;
  expect(reply.text).toContain(`its backend answers ${status}`);
});

describe('iterators of Kinesis', () => {
  const stream = (name: string): string => `arn:aws:kinesis:us-east-1:${house.account}:stream/${name}`;
  const on = (...names: readonly string[]): readonly object[] => [
    { Effect: 'Allow', Action: 'kinesis:GetRecords', Resource: names.map(stream) },
    { Effect: 'Allow', Action: 'kinesis:GetShardIterator', Resource: '*' },
  ];
  const kinesis = (operation: string, input: object, keys: Keys): Promise<Reply> =>
    house.json('kinesis', `Kinesis_20131202.${operation}`, input, keys);

  async function iteratorOf(StreamName: string, keys: Keys): Promise<string> {
    const ShardIterator = `iterator-of-${StreamName}`;
    backend.answers((_, response) => void response.end(JSON.stringify({ ShardIterator })));
    await kinesis('GetShardIterator', { StreamName, ShardId: 's', ShardIteratorType: 'LATEST' }, keys);
    backend.answers(
      (_, response) => void response.end(JSON.stringify({ Records: [], NextShardIterator: `${ShardIterator}-2` })),
    );
    return ShardIterator;
  }

  test('they are decided on as the stream that they were given for, and so are those that follow', async () => {
    const reader = await house.user('reader-a', on('a'));
    const iterator = await iteratorOf('a', reader);
    expect((await kinesis('GetRecords', { ShardIterator: iterator }, reader)).status).toBe(200);
    expect((await kinesis('GetRecords', { ShardIterator: `${iterator}-2` }, reader)).status).toBe(200);
  });

  test('the ARN of another stream beside it opens nothing', async () => {
    const reader = await house.user('reader-b', on('mine'));
    const iterator = await iteratorOf('theirs', reader);
    const before = backend.begun;
    for (const more of [{}, { StreamARN: stream('mine') }]) {
      const { text } = await kinesis('GetRecords', { ShardIterator: iterator, ...more }, reader);
      expect(text).toContain(`kinesis:GetRecords on resource: ${stream('theirs')}`);
    }
    expect(backend.begun).toBe(before);
  });

  test('one that nobody was given here is denied by name', async () => {
    const reader = await house.user('reader-c', on('mine'));
    const { text } = await kinesis('GetRecords', { ShardIterator: 'found', StreamARN: stream('mine') }, reader);
    expect(text).toContain('it was not given here in the last five minutes');
  });
});
