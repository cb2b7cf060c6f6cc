/** Roles that requests pass on: those of instance profiles are asked for, and backends that insist on a role have it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Keys } from '../support/signed.ts';
import { type Asked, type Backend, emptyJson, noPolicy, openBackend } from './support/backend.ts';
import { type FrontHouse, openFrontHouse } from './support/front-house.ts';

let backend: Backend;
let house: FrontHouse;
beforeAll(async () => {
  backend = await openBackend();
  house = await openFrontHouse({ upstream: [backend.url] });
  await iam({ Action: 'CreateRole', RoleName: 'worker', Path: '/app/', AssumeRolePolicyDocument: trust });
  for (const InstanceProfileName of ['full', 'empty'])
    await iam({ Action: 'CreateInstanceProfile', InstanceProfileName });
  await iam({ Action: 'AddRoleToInstanceProfile', InstanceProfileName: 'full', RoleName: 'worker' });
});
let asked: string[];
beforeEach(() => {
  asked = withIam();
  backend.answers(emptyJson);
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

type Reply = { readonly status: number; readonly text: string };

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const form = (parameters: Readonly<Record<string, string>>): { headers: Record<string, string>; body: string } => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: String(new URLSearchParams(parameters)),
});
async function iam(parameters: Readonly<Record<string, string>>): Promise<void> {
  const { status, text } = await house.ask('iam', form({ Version: '2010-05-08', ...parameters }));
  expect(status, text).toBe(200);
}
const role = (): string => `arn:aws:iam::${house.account}:role/app/worker`;

/** A backend with an IAM of its own, which has what it was told. Answers with what it is asked. */
function withIam(): string[] {
  const has = new Set<string>();
  const questions: string[] = [];
  backend.reads((question: Asked, response) => {
    const parameters = Object.fromEntries(new URLSearchParams(question.body));
    const action = parameters['Action'] ?? '';
    if (!question.headers['authorization']?.includes('/iam/aws4_request')) return noPolicy(question, response);
    questions.push(
      `${action} ${parameters['InstanceProfileName'] ?? ''} ${parameters['RoleName'] ?? ''}`
        .replaceAll(/ +/g, ' ')
        .trim(),
    );
    const name = parameters['InstanceProfileName'] ?? parameters['RoleName'] ?? '';
    if (action.startsWith('Get') && !has.has(name)) {
      response.writeHead(404).end('<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>');
      return;
    }
    has.add(name);
    response.end('<R/>');
  });
  return questions;
}

describe('an instance profile', () => {
  const run = (profile: Readonly<Record<string, string>>, keys?: Keys): Promise<Reply> =>
    house.ask(
      'ec2',
      form({
        Action: 'RunInstances',
        Version: '2016-11-15',
        ImageId: 'ami-1',
        MinCount: '1',
        MaxCount: '1',
        ...profile,
      }),
      keys,
    );
  const byName = (name: string): Readonly<Record<string, string>> => ({ 'IamInstanceProfile.Name': name });
  const runs = { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' };

  test.each([
    ['by name', () => byName('full')],
    ['by ARN', () => ({ 'IamInstanceProfile.Arn': `arn:aws:iam::${house.account}:instance-profile/full` })],
  ])('%s asks for its role', async (how, profile) => {
    const without = await house.user(`runs-${how.replace(' ', '-')}`, [runs]);
    expect((await run({}, without)).status).toBe(200);
    const { status, text } = await run(profile(), without);
    expect({ status, text }).toMatchObject({
      status: 403,
      text: expect.stringContaining(`iam:PassRole on resource: ${role()}`),
    });
    const passes = await house.user(`passes-${how.replace(' ', '-')}`, [
      runs,
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: role(),
        Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
    ]);
    expect((await run(profile(), passes)).status).toBe(200);
  });

  test.each([
    ['that is not there', byName('none'), 'there is no instance profile'],
    ['without a role', byName('empty'), 'has no role'],
    [
      'by an ARN with another path',
      { 'IamInstanceProfile.Arn': 'arn:aws:iam::ACCOUNT:instance-profile/x/full' },
      'there is no',
    ],
    ['by the ARN of a role', { 'IamInstanceProfile.Arn': 'arn:aws:iam::ACCOUNT:role/app/worker' }, 'there is no'],
  ])('%s is denied to everybody, by name', async (_, profile, why) => {
    const own = Object.fromEntries(
      Object.entries(profile).map(([name, value]) => [name, value.replace('ACCOUNT', house.account)]),
    );
    const before = backend.begun;
    expect((await run(own)).text).toContain(why);
    expect(backend.begun).toBe(before);
  });
});

test.each<readonly [string, Readonly<Record<string, string>>]>([
  ['with its resource', { Action: 'StopInstances', 'InstanceId.1': 'i-0d911f9a6983ff07d' }],
  ['of what has none', { Action: 'DescribeSubnets' }],
])('EC2 begins a denial with a sentence of its own: %s', async (_, parameters) => {
  const nobody = await house.user(`ec2-${parameters['Action']}`);
  const { status, text } = await house.ask('ec2', form({ Version: '2016-11-15', ...parameters }), nobody);
  const on = parameters['Action'] === 'StopInstances' ? ' on resource: \\S+instance/i-0d911f9a6983ff07d' : '';
  expect(status).toBe(403);
  expect(text).toContain('<Code>UnauthorizedOperation</Code>');
  expect(text).toMatch(
    new RegExp(
      `<Message>You are not authorized to perform this operation. User: \\S+ is not authorized to perform: ec2:${parameters['Action']}${on} because no identity-based policy allows`,
    ),
  );
});

describe('a role that a request passes on', () => {
  const create = (Role: string): Promise<Reply> =>
    house.ask('lambda', {
      path: '/2015-03-31/functions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: 'f', Role, Code: {} }),
    });

  test('is made in a backend that does not have it, once, with its path and trust policy', async () => {
    expect((await create(role())).status).toBe(200);
    expect(asked).toEqual(['GetRole worker', 'CreateRole worker']);
    const made = backend.read.find(({ body }) => body.includes('Action=CreateRole'));
    expect(Object.fromEntries(new URLSearchParams(made?.body))).toMatchObject({
      Path: '/app/',
      AssumeRolePolicyDocument: trust,
    });
    expect(made?.headers['x-moto-account-id']).toBe(house.account);
    await create(role());
    expect(asked.slice(2)).toEqual(['GetRole worker']);
  });

  test('and an instance profile with its role', async () => {
    const run = form({
      Action: 'RunInstances',
      Version: '2016-11-15',
      ImageId: 'ami-1',
      MinCount: '1',
      MaxCount: '1',
      'IamInstanceProfile.Name': 'full',
    });
    expect((await house.ask('ec2', run)).status).toBe(200);
    expect(asked).toEqual([
      'GetRole worker',
      'CreateRole worker',
      'GetInstanceProfile full',
      'CreateInstanceProfile full',
      'AddRoleToInstanceProfile full worker',
    ]);
  });

  test('is not made where it is none of ours, or where the caller may not pass it', async () => {
    await create(`arn:aws:iam::${house.account}:role/stranger`);
    const creator = await house.user('creator', [{ Effect: 'Allow', Action: 'lambda:*', Resource: '*' }]);
    const body = JSON.stringify({ FunctionName: 'f', Role: role(), Code: {} });
    const headers = { 'content-type': 'application/json' };
    const denied = await house.ask('lambda', { path: '/2015-03-31/functions', headers, body }, creator);
    expect(denied.status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('nothing is asked for again for a while where the backend has no IAM', async () => {
    await using other = await openBackend();
    await using second = await openFrontHouse({ upstream: [other.url], enforce: 'audit', 'account-id': house.account });
    const roles = form({ Action: 'CreateRole', Version: '2010-05-08', RoleName: 'r', AssumeRolePolicyDocument: trust });
    expect((await second.ask('iam', roles)).status).toBe(200);
    const body = JSON.stringify({ FunctionName: 'f', Role: `arn:aws:iam::${house.account}:role/r`, Code: {} });
    for (let count = 0; count < 3; count++) {
      const headers = { 'content-type': 'application/json' };
      expect((await second.ask('lambda', { path: '/2015-03-31/functions', headers, body })).status).toBe(200);
    }
    expect(other.read.filter((question) => question.body.includes('Action=GetRole'))).toHaveLength(1);
  });
});

describe('what a denial of EC2 carries', () => {
  const stop = form({ Version: '2016-11-15', Action: 'StopInstances', 'InstanceId.1': 'i-0d911f9a6983ff07d' });
  const decode = (EncodedMessage: string, keys?: Keys): Promise<Reply> =>
    house.ask('sts', form({ Version: '2011-06-15', Action: 'DecodeAuthorizationMessage', EncodedMessage }), keys);
  const messageIn = (text: string): string | undefined =>
    /Encoded authorization failure message: ([\w-]+)/.exec(text)?.[1];
  const toldIn = (text: string): unknown =>
    JSON.parse((/<DecodedMessage>(.*)<\/DecodedMessage>/s.exec(text)?.[1] ?? '').replaceAll('&quot;', '"'));

  test('is for whoever may decode it: who, what, on what, why', async () => {
    const worker = await house.user('ec2-carried');
    const message = messageIn((await house.ask('ec2', stop, worker)).text) ?? '';
    expect(message.length).toBeLessThan(10_240);
    expect(await decode(message, worker)).toMatchObject({ status: 403 });
    const decoded = await decode(message);
    expect(decoded.status, decoded.text).toBe(200);
    expect(toldIn(decoded.text)).toMatchObject({
      allowed: false,
      explicitDeny: false,
      matchedStatements: { items: [] },
      context: {
        principal: { arn: expect.stringMatching(/:user\/ec2-carried$/) },
        action: 'ec2:StopInstances',
        resource: expect.stringMatching(/instance\/i-0d911f9a6983ff07d$/),
        conditions: {
          items: expect.arrayContaining([{ key: 'aws:username', values: { items: [{ value: 'ec2-carried' }] } }]),
        },
      },
    });
  });

  test('an explicit deny names its statement', async () => {
    const denied = await house.user('ec2-explicit', [
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      { Sid: 'NoStop', Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' },
    ]);
    const message = messageIn((await house.ask('ec2', stop, denied)).text) ?? '';
    expect(toldIn((await decode(message)).text)).toMatchObject({
      explicitDeny: true,
      matchedStatements: { items: [{ statementId: 'NoStop', effect: 'DENY' }] },
    });
  });

  test('no other text is decoded: changed at any place, cut, made up', async () => {
    const worker = await house.user('ec2-changed');
    const message = messageIn((await house.ask('ec2', stop, worker)).text) ?? '';
    const changed = [0, 20, Math.floor(message.length / 2), message.length - 1].map(
      (at) => message.slice(0, at) + (message[at] === 'A' ? 'B' : 'A') + message.slice(at + 1),
    );
    for (const text of [...changed, message.slice(0, -4), `${message}A`, 'made-up', `${message}%`]) {
      const { status, text: said } = await decode(text);
      expect(status, text).toBe(400);
      expect(said).toContain('<Code>InvalidAuthorizationMessageException</Code>');
    }
  });

  test('descriptions carry nothing', async () => {
    const worker = await house.user('ec2-describes');
    const describes = form({ Version: '2016-11-15', Action: 'DescribeInstances' });
    expect(messageIn((await house.ask('ec2', describes, worker)).text)).toBeUndefined();
  });
});
