/** `import gaad`: a real account's users, groups, roles and policies, here under its own id; exported again it is the same. */
import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { folder } from '../policy-cli/folder.ts';

type Details = iam.GetAccountAuthorizationDetailsCommandOutput;
type Json = Record<string, unknown>;

let there: Cloud;
let exported: Json;

beforeAll(async () => {
  there = await startLockstead({ ephemeral: true });
  await furnish(new iam.IAMClient(there.clientConfig()), there.accountId);
  exported = asPrinted(await details(new iam.IAMClient(there.clientConfig())));
});
afterAll(() => there.stop());

const document = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource = '*'): string => document({ Effect: 'Allow', Action, Resource });

/** Something of each kind, and two roles that trust each other. */
async function furnish(client: iam.IAMClient, account: string): Promise<void> {
  const arn = (kind: string, name: string): string => `arn:aws:iam::${account}:${kind}/${name}`;
  const Tags = [{ Key: 'team', Value: 'red' }];
  const { Policy } = await client.send(
    new iam.CreatePolicyCommand({
      PolicyName: 'limit',
      Path: '/limits/',
      Description: 'what nobody exceeds',
      PolicyDocument: allow('iam:*'),
      Tags,
    }),
  );
  const PolicyArn = Policy?.Arn ?? '';
  for (const action of ['iam:Get*', 'iam:List*']) {
    await client.send(
      new iam.CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument: allow(action),
        SetAsDefault: action === 'iam:List*',
      }),
    );
  }
  await client.send(new iam.CreateGroupCommand({ GroupName: 'Readers', Path: '/team/' }));
  const inline = { PolicyName: 'reads', PolicyDocument: allow('iam:ListUsers') };
  await client.send(new iam.PutGroupPolicyCommand({ GroupName: 'Readers', ...inline }));
  await client.send(new iam.AttachGroupPolicyCommand({ GroupName: 'Readers', PolicyArn }));
  await client.send(
    new iam.CreateUserCommand({ UserName: 'alice', Path: '/team/', PermissionsBoundary: PolicyArn, Tags }),
  );
  await client.send(new iam.AddUserToGroupCommand({ UserName: 'alice', GroupName: 'Readers' }));
  await client.send(
    new iam.PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument: allow('iam:GetUser') }),
  );
  const service = document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
  for (const [RoleName, Path] of [
    ['app', '/'],
    ['deploy', '/ci/'],
  ] as const) {
    await client.send(new iam.CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: service, Tags }));
    const aws = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: RoleName === 'app' ? PolicyArn : aws }));
  }
  const trust = (...AWS: string[]): string =>
    document({ Effect: 'Allow', Principal: { AWS, Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
  const trusts = {
    app: trust(arn('role/ci', 'deploy'), arn('user/team', 'alice'), 'arn:aws:iam::999988887777:role/elsewhere'),
    deploy: trust(arn('role', 'app')),
  };
  for (const [RoleName, PolicyDocument] of Object.entries(trusts)) {
    await client.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }
  await client.send(
    new iam.PutRolePolicyCommand({
      RoleName: 'deploy',
      PolicyName: 'assumes',
      PolicyDocument: allow('sts:AssumeRole'),
    }),
  );
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'app', Path: '/web/' }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'app', RoleName: 'app' }));
}

async function details(client: iam.IAMClient): Promise<Details> {
  return await client.send(new iam.GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
}

/** As the AWS CLI prints it: documents as JSON, times with their offset. */
function asPrinted({ UserDetailList, GroupDetailList, RoleDetailList, Policies }: Details): Json {
  const text = JSON.stringify({ UserDetailList, GroupDetailList, RoleDetailList, Policies }, (name, value: unknown) => {
    // What is done with the copy is its own.
    if (name === 'RoleLastUsed') return undefined;
    if (typeof value !== 'string') return value;
    if (/Document$/.test(name)) return JSON.parse(decodeURIComponent(value)) as unknown;
    return /Date$/.test(name) ? value.replace(/\.\d{3}Z$/, '+00:00') : value;
  });
  return JSON.parse(text) as Json;
}

async function importing(cloud: Cloud, file: string | object, ...flags: readonly string[]): Promise<Shown> {
  using files = folder({ 'account.json': typeof file === 'string' ? file : JSON.stringify(file, undefined, 2) });
  return await shown(['import', 'gaad', 'account.json', ...flags], {
    workingDirectory: files.path,
    environment: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
    },
  });
}

async function rootOf(cloud: Cloud, account = there.accountId): Promise<iam.IAMClient> {
  return new iam.IAMClient(cloud.clientConfig(await cloud.as(`arn:aws:iam::${account}:root`)));
}

describe('an account that was brought in', () => {
  let here: Cloud;
  beforeAll(async () => {
    here = await startLockstead({ ephemeral: true });
    const { code, out, err } = await importing(here, exported);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`Account ${there.accountId} has 2 users, 2 groups, 2 roles, 1 policy.\n`);
  });
  afterAll(() => here.stop());

  test('is the same when it is exported again, ids and dates too', async () => {
    expect(asPrinted(await details(await rootOf(here)))).toEqual(exported);
  });

  test('has its ids in what is decided by: a role trusts the other by its id', async () => {
    const deploy = await here.as(`arn:aws:iam::${there.accountId}:role/ci/deploy`);
    const RoleArn = `arn:aws:iam::${there.accountId}:role/app`;
    const sts = new STSClient(here.clientConfig(deploy));
    const { AssumedRoleUser } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run' }));
    expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA/);
    const root = await rootOf(here);
    await root.send(
      new iam.DetachRolePolicyCommand({ RoleName: 'deploy', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    );
    await root.send(new iam.DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'assumes' }));
    await root.send(new iam.DeleteRoleCommand({ RoleName: 'deploy' }));
    const { Role } = await root.send(new iam.GetRoleCommand({ RoleName: 'app' }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toMatch(/"AROA[A-Z0-9]+"/);
    // Sent again, what is gone is there again, and nothing else has changed.
    expect((await importing(here, exported)).code).toBe(0);
    expect(asPrinted(await details(root))).toEqual(exported);
  });

  test('has no keys and no passwords, and binds: a boundary, a group’s policy', async () => {
    const root = await rootOf(here);
    const { AccessKeyMetadata } = await root.send(new iam.ListAccessKeysCommand({ UserName: 'alice' }));
    expect(AccessKeyMetadata).toEqual([]);
    await expect(root.send(new iam.GetLoginProfileCommand({ UserName: 'alice' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    const alice = new iam.IAMClient(
      here.clientConfig(await here.as(`arn:aws:iam::${there.accountId}:user/team/alice`)),
    );
    expect((await alice.send(new iam.ListUsersCommand({}))).Users).toHaveLength(2);
    await expect(alice.send(new iam.GetUserCommand({ UserName: 'alice' }))).rejects.toThrow('permissions boundary');
  });

  test('is apart from the first: nobody of it is in the other', async () => {
    const { Users } = await new iam.IAMClient(here.clientConfig()).send(new iam.ListUsersCommand({}));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['admin']);
  });
});

describe('what is refused, and nothing of it is kept', () => {
  let here: Cloud;
  beforeAll(async () => {
    here = await startLockstead({ ephemeral: true });
  });
  afterAll(() => here.stop());

  const changed = (change: (text: string) => string): string => change(JSON.stringify(exported, undefined, 2));
  const lineOf = (text: string, needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;

  test('bad input has file, line and reason', async () => {
    const id = (exported['RoleDetailList'] as readonly { RoleId: string }[])[0]?.RoleId ?? '';
    const cases: readonly (readonly [string, string, RegExp | string])[] = [
      ['no JSON', '{"UserDetailList": [', /account\.json is not JSON/],
      ['another list', '[]', 'members with names are wanted here'],
      ['something else', '{"Users": []}', /line 1: Users: "Users" is not known here/],
      ['nothing', '{"UserDetailList": []}', 'it holds no user, group, role or policy'],
      [
        'a half',
        changed((text) => text.replace('"Policies"', '"IsTruncated": true,\n"Policies"')),
        'there is more of the account',
      ],
      ['an id', changed((text) => text.replace(id, 'x')), '"x" is not a unique id of IAM'],
      [
        'a document',
        changed((text) => text.replaceAll('"Effect": "Allow"', '"Effect": "Perhaps"')),
        /the policy document cannot be used at Statement/,
      ],
      [
        'a path',
        changed((text) => text.replace('"Path": "/team/"', '"Path": "team"')),
        '"team" is not a path such as /team/',
      ],
      [
        'a time',
        changed((text) => text.replace(/"CreateDate": "[^"]+"/, '"CreateDate": "yesterday"')),
        '"yesterday" is not a time',
      ],
      [
        'two accounts',
        changed((text) => text.replace(/(user\/admin)/, 'user/admin').replace(there.accountId, '111122223333')),
        'several accounts',
      ],
      [
        'a group',
        changed((text) => text.replace('"GroupName": "Readers"', '"GroupName": "Others"')),
        'the user alice is in the group Readers, which is not there',
      ],
      [
        'a policy',
        changed((text) =>
          text.replace('"PolicyName": "limit",\n      "PolicyId"', '"PolicyName": "other",\n      "PolicyId"'),
        ),
        'which is not there',
      ],
    ];
    for (const [name, text, says] of cases) {
      const { code, out, err } = await importing(here, text);
      expect([name, code, out]).toEqual([name, 2, '']);
      expect(err).toMatch(/^lockstead: [^\n]+\n$/);
      expect(err).toMatch(says);
    }
    const wrong = changed((text) => text.replace(id, 'x'));
    expect((await importing(here, wrong)).err).toContain(
      `account.json, line ${lineOf(wrong, '"RoleId": "x"')}: RoleDetailList[0].RoleId`,
    );
    await expect(rootOf(here)).rejects.toThrow('there is no');
  });

  test('a policy of AWS that is not known', async () => {
    const text = changed((one) => one.replaceAll('policy/ReadOnlyAccess', 'policy/FromTheFuture'));
    const { code, err } = await importing(here, text);
    expect(code).toBe(2);
    expect(err).toContain('does not know: arn:aws:iam::aws:policy/FromTheFuture. Nothing was brought in.');
    await expect(rootOf(here)).rejects.toThrow('there is no');
  });

  test('--dry-run says what would be brought in, and asks no server', async () => {
    const { code, out } = await importing(here, exported, '--dry-run');
    expect([code, out]).toEqual([0, `Account ${there.accountId} would have 2 users, 2 groups, 2 roles, 1 policy.\n`]);
    await expect(rootOf(here)).rejects.toThrow('there is no');
  });

  test('another role of the name, which somebody made here', async () => {
    expect((await importing(here, exported)).code).toBe(0);
    const root = await rootOf(here);
    const { RoleDetailList } = exported as { RoleDetailList: readonly { RoleName: string; RoleId: string }[] };
    const other = structuredClone(exported) as { RoleDetailList: { RoleId: string }[] };
    for (const role of other.RoleDetailList) role.RoleId = `${role.RoleId.slice(0, -4)}ZZZZ`;
    const { code, err } = await importing(here, other);
    expect([code, err]).toEqual([2, 'lockstead: There is another role app in this account here.\n']);
    const { Role } = await root.send(new iam.GetRoleCommand({ RoleName: 'app' }));
    expect(Role?.RoleId).toBe(RoleDetailList.find(({ RoleName }) => RoleName === 'app')?.RoleId);
  });

  test('without the permission: it is an admin call', async () => {
    const admin = new iam.IAMClient(here.clientConfig());
    await admin.send(new iam.CreateUserCommand({ UserName: 'bob' }));
    const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'bob' }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const { code, err } = await importing({ ...here, credentials } as Cloud, exported);
    expect(code).toBe(2);
    expect(err).toContain('not authorized to perform: lockstead:ImportAccount');
  });
});
