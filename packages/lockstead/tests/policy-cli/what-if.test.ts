/** `can` and `who-can` against a server: the admin calls, who may make them, and what they answer. */
import {
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { allowOnly, newUser } from '../support/iam.ts';
import { allow, policy } from './folder.ts';

let cloud: Cloud;
let admin: IAMClient;
const arn = (resource: string): string => `arn:aws:iam::${cloud.accountId}:${resource}`;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new IAMClient(cloud.clientConfig());
  for (const UserName of ['alice', 'bob', 'carol']) await admin.send(new CreateUserCommand({ UserName }));
  await admin.send(new TagUserCommand({ UserName: 'carol', Tags: [{ Key: 'team', Value: 'blue' }] }));
  await allowOnly(cloud, 'alice', 's3:GetObject', 'arn:aws:s3:::box/*');
  await allowOnly(cloud, 'bob', 's3:GetObject', 'arn:aws:s3:::box/*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } });
  const trust = policy({ Effect: 'Allow', Principal: { AWS: arn('user/alice') }, Action: 'sts:AssumeRole' });
  await admin.send(
    new CreateRoleCommand({ RoleName: 'app', Path: '/ci/', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await admin.send(
    new PutRolePolicyCommand({
      RoleName: 'app',
      PolicyName: 'p',
      PolicyDocument: JSON.stringify(policy(allow('s3:GetObject', 'arn:aws:s3:::box/*'))),
    }),
  );
});
afterAll(() => cloud.stop());

function ask(argv: readonly string[], keys = cloud.credentials): Promise<Shown> {
  return shown(argv, {
    environment: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: cloud.region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
  });
}

const box = 'arn:aws:s3:::box/key';

describe('can', () => {
  test.each<[string, readonly string[], number]>([
    ['yes', ['user/alice', 's3:GetObject', box], 0],
    ['another action', ['user/alice', 's3:PutObject', box], 1],
    ['without the context', ['user/bob', 's3:GetObject', box], 1],
    ['with it', ['user/bob', 's3:GetObject', box, '--context', 'aws:SourceIp=10.1.2.3'], 0],
    ['with the wrong one', ['user/bob', 's3:GetObject', box, '--context', 'aws:SourceIp=192.0.2.1'], 1],
    ['the root user', ['root', 's3:GetObject', box], 0],
    ['a role', ['role/ci/app', 's3:GetObject', box], 0],
    ['a role by its name alone', ['role/app', 's3:GetObject', box], 0],
    ['nobody', ['anonymous', 's3:GetObject', box], 1],
    ['a service', ['lambda.amazonaws.com', 's3:GetObject', box], 1],
    ['another account’s resource', ['user/alice', 's3:GetObject', box, '--resource-account', '999988887777'], 1],
  ])('%s', async (_what, words, code) => {
    const { code: found, out, err } = await ask(['can', ...words]);
    expect([found, err]).toEqual([code, '']);
    expect(out).toMatch(code === 0 ? /^Yes\.\n/ : /^No\.\n/);
    if (code === 1) expect(out).toContain('The least change that would allow it');
  });

  test('a session by its own ARN; trust and the caller’s own policy both count where they must', async () => {
    const session = `arn:aws:sts::${cloud.accountId}:assumed-role/app/job`;
    expect((await ask(['can', session, 's3:GetObject', box])).code).toBe(0);
    const role = arn('role/ci/app');
    expect((await ask(['can', 'user/alice', 'sts:AssumeRole', role])).code).toBe(0);
    expect((await ask(['can', 'user/bob', 'sts:AssumeRole', role])).code).toBe(1);
  });

  test('JSON: the decision and all that it stood on', async () => {
    const { out } = await ask([
      'can',
      'user/bob',
      's3:GetObject',
      box,
      '--json',
      '--context',
      'aws:TagKeys=a',
      '--context',
      'aws:TagKeys=b',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      allowed: false,
      principal: { kind: 'user', arn: arn('user/bob') },
      context: { 'aws:tagkeys': ['a', 'b'], 'aws:username': 'bob' },
      explanation: {
        decidedBy: 'identity',
        leastChange: { changes: [{ change: 'addStatement', layer: 'identity' }] },
      },
    });
  });

  test('tags of the resource are those that it has', async () => {
    const { client, key } = await newUser(cloud, 'dave');
    await allowOnly(cloud, 'dave', 'iam:GetUser', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } });
    expect((await ask(['can', 'user/dave', 'iam:GetUser', arn('user/carol')])).code).toBe(0);
    expect((await ask(['can', 'user/dave', 'iam:GetUser', arn('user/alice')])).code).toBe(1);
    expect(client).toBeDefined();
    expect(key.accessKeyId).toMatch(/^AKIA/);
  });

  test('what it says is what happens', async () => {
    const { key } = await newUser(cloud, 'erin');
    const role = arn('role/ci/app');
    const sts = new STSClient({ ...cloud.clientConfig(key), maxAttempts: 1 });
    const assume = (): Promise<unknown> => sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'erin' }));
    const message = await assume().catch((error: Error) => error.message);
    const { out } = await ask(['can', 'user/erin', 'sts:AssumeRole', role, '--json']);
    // STS tells its callers no reason; whoever may ask here is told.
    expect(JSON.parse(out).explanation.message).toBe(
      `${message} because no role trust policy allows the sts:AssumeRole action`,
    );
  });

  test.each<[string, readonly string[], string]>([
    ['somebody who is not there', ['user/nobody', 's3:GetObject', box], 'There is no user'],
    ['a role by another path', ['role/cd/app', 's3:GetObject', box], 'There is no user'],
    ['no action', ['user/alice', 'GetObject', box], '"GetObject" is not an action'],
    [
      'an action that does not exist',
      ['user/alice', 's3:GetObjects', box],
      'there is no action "s3:GetObjects" (did you mean s3:GetObject?)',
    ],
    [
      'a service that does not exist',
      ['user/alice', 's33:GetObject', box],
      'there is no service "s33" (did you mean s3?)',
    ],
    ['a pattern of actions', ['user/alice', 's3:Get*', box], 'is a pattern: name one action'],
    ['no resource', ['user/alice', 's3:GetObject', 'box/key'], '"resource" is an ARN'],
    ['no account', ['user/alice', 's3:GetObject', box, '--resource-account', '1'], 'twelve digits'],
    ['no context', ['user/alice', 's3:GetObject', box, '--context', 'x'], 'KEY=VALUE'],
    ['a word too few', ['user/alice', 's3:GetObject'], 'takes a PRINCIPAL'],
  ])('%s is no question', async (_what, words, sentence) => {
    const { code, out, err } = await ask(['can', ...words]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });

  test('is itself a permission', async () => {
    const { key } = await newUser(cloud, 'frank');
    const refused = await ask(['can', 'user/alice', 's3:GetObject', box], key);
    // A question that was not asked is no "no".
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('is not authorized to perform: lockstead:Decide on resource: *');
    await allowOnly(cloud, 'frank', ['lockstead:Decide']);
    expect((await ask(['can', 'user/alice', 's3:GetObject', box], key)).code).toBe(0);
    expect((await ask(['who-can', 's3:GetObject', box], key)).err).toContain('lockstead:WhoCan');
  });
});

describe('who-can', () => {
  test('those who may, what grants it, and those who could', async () => {
    const { code, out } = await ask(['who-can', 's3:GetObject', box, '--json']);
    expect(code).toBe(0);
    const { asked, can, conditionally } = JSON.parse(out);
    expect(asked).toBeGreaterThanOrEqual(6);
    const arns = (list: readonly { arn: string }[]): readonly string[] => list.map((each) => each.arn).sort();
    expect(arns(can)).toEqual([arn('role/ci/app'), arn('root'), arn('user/admin'), arn('user/alice')].sort());
    expect(arns(conditionally)).toEqual([arn('user/bob')]);
    expect(conditionally[0].layers).toMatchObject([
      {
        layer: 'identity',
        anyOf: [{ conditions: [{ operator: 'IpAddress', key: 'aws:SourceIp', values: ['10.0.0.0/8'] }] }],
      },
    ]);
    const inside = await ask(['who-can', 's3:GetObject', box, '--json', '--context', 'aws:SourceIp=10.0.0.1']);
    expect(arns(JSON.parse(inside.out).can)).toContain(arn('user/bob'));
  });

  test('a service principal is asked where the policy of the resource names it', async () => {
    const trust = policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
    const document = JSON.stringify(trust);
    await admin.send(new CreateRoleCommand({ RoleName: 'function', AssumeRolePolicyDocument: document }));
    for (const resource of [arn('role/function'), '*']) {
      const { can } = JSON.parse((await ask(['who-can', 'sts:AssumeRole', resource, '--json'])).out);
      expect(can.map((each: { arn: string }) => each.arn)).toContain('lambda.amazonaws.com');
    }
    expect((await ask(['can', 'lambda.amazonaws.com', 'sts:AssumeRole', '*'])).out).toMatch(
      /^Yes, on some resources: arn:aws:iam::\d+:role\/function\.\n/,
    );
  });

  test('for people', async () => {
    const { out } = await ask(['who-can', 's3:GetObject', box]);
    expect(out).toMatch(/^4 of \d+ principals may use s3:GetObject on arn:aws:s3:::box\/key\n/);
    expect(out).toContain(`${arn('user/alice')}   statement 0 of only`);
    expect(out).toContain('identity-based policies: if IpAddress aws:SourceIp 10.0.0.0/8 (statement 0 of only)');
  });

  test('a role is assumed by whom it trusts', async () => {
    const { out } = await ask(['who-can', 'sts:AssumeRole', arn('role/ci/app'), '--json']);
    expect(JSON.parse(out).can.map((each: { arn: string }) => each.arn)).toEqual([arn('user/alice')]);
  });
});

describe('about any resource', () => {
  const some = (pattern: string): string => `Yes, on some resources: ${pattern}.\n`;
  const none = 'No, on no resource.\n';
  const cases: readonly {
    readonly name: string;
    readonly action: string;
    readonly grants: string | readonly string[];
    readonly says: string;
  }[] = [
    {
      name: 'every object',
      action: 's3:GetObject',
      grants: '*',
      says: 'Yes, on every resource that no policy denies.\n',
    },
    {
      name: 'the objects of a bucket',
      action: 's3:GetObject',
      grants: 'arn:aws:s3:::box/*',
      says: some('arn:aws:s3:::box/*'),
    },
    { name: 'one object', action: 's3:GetObject', grants: 'arn:aws:s3:::box/a', says: some('arn:aws:s3:::box/a') },
    { name: 'a bucket, which is not an object', action: 's3:GetObject', grants: 'arn:aws:s3:::box', says: none },
    { name: 'a bucket', action: 's3:ListBucket', grants: 'arn:aws:s3:::box', says: some('arn:aws:s3:::box') },
    {
      name: 'the second pattern',
      action: 's3:GetObject',
      grants: ['arn:aws:s3:::box', 'arn:aws:s3:::b?x/*'],
      says: some('arn:aws:s3:::b?x/*'),
    },
    {
      name: 'a variable',
      action: 'iam:GetUser',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      grants: 'arn:aws:iam::*:user/${aws:username}',
      says: 'Yes, on some resources: ',
    },
    {
      name: 'a variable without a value',
      action: 'iam:GetUser',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      grants: 'arn:aws:iam::*:user/${aws:PrincipalTag/team}',
      says: none,
    },
    { name: 'what a list names', action: 'iam:ListUsers', grants: 'arn:aws:iam::*:user/*', says: 'Yes.\n' },
    { name: 'what no list names', action: 'iam:ListUsers', grants: 'arn:aws:iam::*:group/*', says: 'No.\n' },
    { name: 'an action without resources', action: 's3:ListAllMyBuckets', grants: '*', says: 'Yes.\n' },
    {
      name: 'an action without resources, given one',
      action: 's3:ListAllMyBuckets',
      grants: 'arn:aws:s3:::*',
      says: 'No.\n',
    },
    { name: 'nothing', action: 's3:GetObject', grants: [], says: none },
  ];
  let count = 0;
  test.each(cases)('$name', async ({ action, grants, says }) => {
    const name = `any-${++count}`;
    await newUser(cloud, name);
    if (grants.length > 0) {
      const PolicyDocument = JSON.stringify(policy({ Effect: 'Allow', Action: action, Resource: grants }));
      await admin.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'only', PolicyDocument }));
    }
    const can = await ask(['can', `user/${name}`, action, '*']);
    expect(can.out.startsWith(says)).toBe(true);
    const expected = says.startsWith('Yes');
    expect(can.code).toBe(expected ? 0 : 1);
    const who = JSON.parse((await ask(['who-can', action, '*', '--json'])).out);
    expect(who.can.map((each: { arn: string }) => each.arn).includes(arn(`user/${name}`))).toBe(expected);
  });

  test('a resource whose own policy grants it', async () => {
    const { out, code } = await ask(['can', 'user/alice', 'sts:AssumeRole', '*']);
    expect(code).toBe(0);
    expect(out).toContain(`Yes, on some resources: ${arn('role/ci/app')}.`);
    expect((await ask(['can', 'user/carol', 'sts:AssumeRole', '*'])).code).toBe(1);
  });

  test('those who could under conditions, on which resources', async () => {
    const { out } = await ask(['who-can', 's3:GetObject', '*', '--json']);
    expect(JSON.parse(out).conditionally).toContainEqual(
      expect.objectContaining({ arn: arn('user/bob'), on: 'arn:aws:s3:::box/*' }),
    );
  });
});
