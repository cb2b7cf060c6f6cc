/** `lockstead least` before a backend: what a user or a role did becomes a policy, is proved, and is enough. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import type { Keys } from '../support/signed.ts';
import { type Backend, emptyJson, noPolicy, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'least-'));
  backend = await openBackend();
  backend.answers((asked, response) => {
    if (!String(asked.headers['x-amz-target']).endsWith('GetQueueUrl')) return emptyJson(asked, response);
    const { QueueName, QueueOwnerAWSAccountId } = JSON.parse(asked.body) as Record<string, string>;
    response.end(JSON.stringify({ QueueUrl: `http://x/${QueueOwnerAWSAccountId}/${QueueName}` }));
  });
  house = await openFrontHouse({ upstream: [backend.url] });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:${house.account}:${resource}`;
const user = (name: string): string => `arn:aws:iam::${house.account}:user/${name}`;

async function least(...argv: readonly string[]): Promise<Shown> {
  return await shown(['least', ...argv], {
    workingDirectory: folder,
    environment: {
      AWS_ENDPOINT_URL: house.running.endpoint,
      AWS_ACCESS_KEY_ID: house.admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: house.admin.secretAccessKey,
    },
  });
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

/** Its document, and its exit code. */
async function leastOf(
  name: string,
  ...argv: readonly string[]
): Promise<{ code: number; document: Document; err: string }> {
  const { code, out, err } = await least('--principal', `user/${name}`, '--format', 'json', ...argv);
  return { code, err, document: JSON.parse(out) as Document };
}

async function iam(parameters: Readonly<Record<string, string>>): Promise<string> {
  const body = String(new URLSearchParams({ Version: '2010-05-08', ...parameters }));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const reply = await house.ask('iam', { headers, body });
  expect(reply.status, reply.text).toBe(200);
  return reply.text;
}

const putItem = (keys: Keys, TableName = 'orders'): ReturnType<FrontHouse['json']> =>
  house.json('dynamodb', 'DynamoDB_20120810.PutItem', { TableName, Item: {} }, keys);
const sendMessage = (keys: Keys, owner = house.account, name = 'jobs'): ReturnType<FrontHouse['json']> =>
  house.json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: `http://x/${owner}/${name}`, MessageBody: 'm' }, keys);
const createFunction = (keys: Keys): ReturnType<FrontHouse['ask']> =>
  house.ask(
    'lambda',
    {
      path: '/2015-03-31/functions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: 'f', Role: `arn:aws:iam::${house.account}:role/worker`, Code: {} }),
    },
    keys,
  );

describe('from denials alone', () => {
  test('one run tells all that its denied requests need; with that policy they pass', async () => {
    const keys = await house.user('walker');
    const steps = [() => putItem(keys), () => sendMessage(keys), () => createFunction(keys)];
    for (const step of steps) expect((await step()).status).toBeGreaterThanOrEqual(400);
    const { code, document } = await leastOf('walker');
    expect(document).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['dynamodb:PutItem'], Resource: [arn('dynamodb', 'table/orders')] },
        {
          Effect: 'Allow',
          Action: ['iam:PassRole'],
          Resource: [`arn:aws:iam::${house.account}:role/worker`],
          Condition: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com'] } },
        },
        { Effect: 'Allow', Action: ['lambda:CreateFunction'], Resource: [arn('lambda', 'function:f')] },
        { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [arn('sqs', 'jobs')] },
      ],
    });
    expect(code).toBe(0);
    const put = async (statements: readonly object[]): Promise<unknown> => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      return await iam({ Action: 'PutUserPolicy', UserName: 'walker', PolicyName: 'least', PolicyDocument });
    };
    await put(document.Statement);
    for (const step of steps) expect((await step()).status).toBe(200);
    // With any one statement less, some step names what is missing.
    for (const [at, { Action, Resource }] of document.Statement.entries()) {
      await put(document.Statement.toSpliced(at, 1));
      const replies = await Promise.all(steps.map((step) => step()));
      const denied = replies.filter(({ status }) => status !== 200).map(({ text }) => text);
      expect(denied).toHaveLength(1);
      expect(denied[0]).toContain(`is not authorized to perform: ${Action[0]} on resource: ${Resource[0]}`);
    }
  });

  test('what was never allowed is said, and left out where that is asked', async () => {
    const keys = await house.user('both', [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' }]);
    await putItem(keys);
    await sendMessage(keys);
    const { out } = await least('--principal', 'user/both');
    expect(out).toContain('1 of these permissions was asked for and denied until now');
    const { document } = await leastOf('both', '--allowed-only');
    expect(document.Statement.map(({ Action }) => Action)).toEqual([['dynamodb:PutItem']]);
  });
});

describe('what else decides', () => {
  test('a boundary: the permission is left out, and the proof does not promise it', async () => {
    const keys = await house.user('bounded', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    await putItem(keys);
    await sendMessage(keys);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
    });
    await iam({ Action: 'CreatePolicy', PolicyName: 'only-queues', PolicyDocument });
    const boundary = `arn:aws:iam::${house.account}:policy/only-queues`;
    await iam({ Action: 'PutUserPermissionsBoundary', UserName: 'bounded', PermissionsBoundary: boundary });
    const { code, out } = await least('--principal', 'user/bounded', '--json');
    const [result] = (
      JSON.parse(out) as { principals: readonly { offer: Record<string, unknown>; proof: Record<string, unknown> }[] }
    ).principals;
    expect(result?.offer['left']).toEqual([
      {
        action: 'dynamodb:PutItem',
        resource: arn('dynamodb', 'table/orders'),
        why: 'blocked',
        by: 'permissionsBoundary',
        times: 1,
      },
    ]);
    expect(result?.proof['uses']).toMatchObject({
      decided: 2,
      allowed: 1,
      denied: [{ action: 'dynamodb:PutItem', layer: 'identity', explicit: false }],
    });
    // Then it was allowed by what stood then, and is not by the offered policy.
    expect(result?.proof['requests']).toMatchObject({ denied: [{ action: 'dynamodb:PutItem', layer: 'identity' }] });
    expect(code).toBe(1);
  });

  test('the policy of a resource: where it allows alone, no permission is needed', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: user('guest') }, Action: 'sqs:SendMessage', Resource: '*' }],
    });
    const keys = await house.user('guest');
    backend.reads((_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ Attributes: { Policy } }));
    });
    expect((await sendMessage(keys, house.account, 'open')).status).toBe(200);
    expect((await sendMessage(keys, '111122223333', 'theirs')).status).toBeGreaterThanOrEqual(400);
    const { out } = await least('--principal', 'user/guest', '--json');
    backend.reads(noPolicy);
    const [result] = (JSON.parse(out) as { principals: readonly { offer: Record<string, unknown> }[] }).principals;
    expect(result?.offer['left']).toMatchObject([{ resource: arn('sqs', 'open'), why: 'without', by: 'resource' }]);
    // The other account's side allows; one's own must too.
    expect(result?.offer['documents']).toMatchObject([
      { Statement: [{ Action: ['sqs:SendMessage'], Resource: ['arn:aws:sqs:us-east-1:111122223333:theirs'] }] },
    ]);
  });

  test('of another account nothing is promised that its resource does not allow', async () => {
    const keys = await house.user('caller');
    await sendMessage(keys, '111122223333', 'closed');
    const { code, out } = await least('--principal', 'user/caller', '--json');
    const [result] = (JSON.parse(out) as { principals: readonly { proof: unknown; offer: Record<string, unknown> }[] })
      .principals;
    expect(result?.offer['needs']).toMatchObject([{ blocked: { layer: 'resource', explicit: false } }]);
    expect(result?.proof).toMatchObject({ uses: { decided: 1, allowed: 0, denied: [{ layer: 'resource' }] } });
    expect(code).toBe(1);
  });

  test('a request of which it is not known what it asks for is told', async () => {
    const keys = await house.user('odd');
    await house.json('kinesis', 'Kinesis_20131202.GetRecords', { ShardIterator: 'x' }, keys);
    const { out } = await least('--principal', 'user/odd');
    expect(out).toContain('No policy helps: it is not known what these requests ask for');
    expect(out).toContain('kinesis:GetRecords');
  });
});

describe('what it offers', () => {
  let keys: Keys;
  beforeAll(async () => {
    keys = await house.user('tester', [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }]);
    for (const table of ['t-1733022345123', 't-1733022345999']) await putItem(keys, table);
  });

  test('ids as *, said with the rule; exactly where that is asked', async () => {
    const { out } = await least('--principal', 'user/tester');
    expect(out).toContain(arn('dynamodb', 'table/t-*'));
    expect(out).toMatch(/Wider than what was used\n.*dynamodb:PutItem .*an id or a time .*; 2 used/);
    const { document } = await leastOf('tester', '--exact');
    expect(document.Statement[0]?.Resource).toEqual([
      arn('dynamodb', 'table/t-1733022345123'),
      arn('dynamodb', 'table/t-1733022345999'),
    ]);
  });

  test('compared with what is attached', async () => {
    const { out } = await least('--principal', 'user/tester');
    expect(out).toMatch(/Compared with what is attached\n\s+- \d+ actions \(dynamodb:\w+, .* …\) on \*, from own/);
  });

  test('nobody is known, or not since then', async () => {
    const later = await least('--principal', 'user/tester', '--since', '2099-01-01T00:00:00Z', '--json');
    expect(JSON.parse(later.out)).toMatchObject({ principals: [{ offer: { documents: [] } }] });
    expect(await least('--since', '2099-01-01T00:00:00Z')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nobody'),
    });
    expect(await least('--since', 'yesterday')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"since" takes'),
    });
  });

  test('as Terraform, CDK and Markdown take it', async () => {
    const formats = {
      hcl: 'resource "aws_iam_user_policy_attachment"',
      cdk: 'iam.User.fromUserName',
      markdown: '### Least policies',
    };
    for (const [format, text] of Object.entries(formats)) {
      const { out, code } = await least('--principal', 'user/tester', '--format', format);
      expect(out).toContain(text);
      expect(out).toContain(arn('dynamodb', 'table/t-*'));
      expect(code).toBe(0);
    }
  });

  test('of all, also of the root user, with the usual', async () => {
    const { principals } = JSON.parse((await least('--json')).out) as {
      principals: readonly { offer: { principal: string } }[];
    };
    expect(principals.map(({ offer }) => offer.principal)).toEqual(
      expect.arrayContaining([user('admin'), user('tester'), user('walker')]),
    );
  });
});

describe('files of runs', () => {
  test('the same for the same needs, merged in any order, and enough without a server', async () => {
    const keys = await house.user('job');
    await putItem(keys, 'first');
    await least('--principal', 'user/job', '--out', 'one.json');
    await putItem(keys, 'first');
    await least('--principal', 'user/job', '--out', 'again.json');
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    expect(read('again.json')).toBe(read('one.json'));
    await sendMessage(keys);
    await least('--principal', 'user/job', '--out', 'two.json', '--since', 'PT1H');
    const files = ['one.json', 'two.json'];
    const offline = async (...given: readonly string[]): Promise<Shown> =>
      await shown(['least', '--merge', given.join(','), '--format', 'hcl', '--out', 'merged.json'], {
        workingDirectory: folder,
      });
    const merged = await offline(...files);
    expect(merged.code).toBe(0);
    const text = read('merged.json');
    expect((await offline(...files.toReversed())).out).toBe(merged.out);
    expect(read('merged.json')).toBe(text);
    expect(merged.out).toContain(arn('sqs', 'jobs'));
    expect(merged.out).toContain(arn('dynamodb', 'table/first'));
  });

  test('a file that is none is refused by its name', async () => {
    expect(await least('--merge', 'nowhere.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nowhere.json cannot be read'),
    });
  });
});

test('who may not is told which permission it takes', async () => {
  const { accessKeyId, secretAccessKey } = await house.user('nobody');
  const { code, err } = await shown(['least'], {
    environment: {
      AWS_ENDPOINT_URL: house.running.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('lockstead:GetLeastPolicy') });
});

test('with --enforce audit nobody is stopped, all of it is collected, and the status says so', async () => {
  await using open = await openFrontHouse({ upstream: [backend.url], enforce: 'audit' });
  const keys = await open.user('app');
  const body = JSON.stringify({ FunctionName: 'f', Role: `arn:aws:iam::${open.account}:role/worker`, Code: {} });
  const headers = { 'content-type': 'application/json' };
  expect((await open.ask('lambda', { path: '/2015-03-31/functions', headers, body }, keys)).status).toBe(200);
  const environment = {
    AWS_ENDPOINT_URL: open.running.endpoint,
    AWS_ACCESS_KEY_ID: open.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: open.admin.secretAccessKey,
  };
  const { out } = await shown(['least', '--principal', 'user/app', '--format', 'json'], { environment });
  const { Statement } = JSON.parse(out) as Document;
  expect(Statement.flatMap(({ Action }) => Action)).toEqual(['iam:PassRole', 'lambda:CreateFunction']);
  expect((await shown(['status'], { environment })).out).toContain('NOTHING IS DENIED');
});
