/** Roles: what each answer tells of them, what may be changed, what must go first, and whom their trust means. */
import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, assumed, type Clients, clientsOf, newUser, policy, trust } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let there: Clients;
let account: string;
let other: string;

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  const [first, second] = house.accounts;
  account = first.id;
  other = second?.id ?? '';
  admin = clientsOf(house, first.admin);
  there = clientsOf(house, second?.admin ?? first.admin);
});
afterAll(() => house[Symbol.asyncDispose]());

const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
const forEc2 = policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
const document = policy(allow('s3:*'));

function createRole(RoleName: string, AssumeRolePolicyDocument = forEc2, more: Partial<iam.CreateRoleRequest> = {}) {
  return admin.iam.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }));
}

async function shownTrust(RoleName: string): Promise<string> {
  const { Role } = await admin.iam.send(new iam.GetRoleCommand({ RoleName }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
}

async function trustedPrincipal(RoleName: string): Promise<unknown> {
  const { Statement } = JSON.parse(await shownTrust(RoleName)) as { Statement: [{ Principal: { AWS: unknown } }] };
  return Statement[0].Principal.AWS;
}

describe('what is told of a role', () => {
  const spaced = JSON.stringify(JSON.parse(forEc2), undefined, 2);
  const base = {
    Path: '/a/b/',
    RoleName: 'Told',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    CreateDate: expect.any(Date),
  };

  test('CreateRole answers the policy as given, the boundary and the tags, and keeps the rest to itself', async () => {
    const { Role } = await createRole('Told', spaced, {
      Path: '/a/b/',
      Description: 'told by GetRole',
      MaxSessionDuration: 7200,
      PermissionsBoundary: boundary,
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    expect(Role).toEqual({
      ...base,
      Arn: `arn:aws:iam::${account}:role/a/b/Told`,
      AssumeRolePolicyDocument: encodeURIComponent(spaced),
      PermissionsBoundary: { PermissionsBoundaryArn: boundary, PermissionsBoundaryType: 'Policy' },
      Tags: [{ Key: 'k', Value: 'v' }],
    });
  });

  test('GetRole tells all of it', async () => {
    const { Role } = await admin.iam.send(new iam.GetRoleCommand({ RoleName: 'told' }));
    expect(Role).toEqual({
      ...base,
      Arn: `arn:aws:iam::${account}:role/a/b/Told`,
      AssumeRolePolicyDocument: encodeURIComponent(forEc2),
      Description: 'told by GetRole',
      MaxSessionDuration: 7200,
      PermissionsBoundary: {
        PermissionsBoundaryArn: boundary,
        PermissionsBoundaryType: 'Policy',
      },
      Tags: [{ Key: 'k', Value: 'v' }],
      RoleLastUsed: {},
    });
  });

  test('ListRoles leaves out tags, boundary and last use, and knows paths and pages', async () => {
    await createRole('told-2', forEc2, { Path: '/a/' });
    const { Roles } = await admin.iam.send(new iam.ListRolesCommand({ PathPrefix: '/a/b/' }));
    expect(Roles).toEqual([
      {
        ...base,
        Arn: `arn:aws:iam::${account}:role/a/b/Told`,
        AssumeRolePolicyDocument: encodeURIComponent(forEc2),
        Description: 'told by GetRole',
        MaxSessionDuration: 7200,
      },
    ]);
    const first = await admin.iam.send(new iam.ListRolesCommand({ PathPrefix: '/a/', MaxItems: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, Roles: [{ RoleName: 'Told' }] });
    const second = await admin.iam.send(
      new iam.ListRolesCommand({ PathPrefix: '/a/', MaxItems: 1, Marker: first.Marker }),
    );
    expect(second).toMatchObject({ IsTruncated: false, Roles: [{ RoleName: 'told-2' }] });
    expect(second.Marker).toBeUndefined();
  });

  test('its last use is when a session of it last called', async () => {
    await createRole('used', trust(account));
    const caller = await newUser(house, admin, 'uses-it', allow('sts:AssumeRole'));
    const session = await assumed(house, caller, { RoleArn: `arn:aws:iam::${account}:role/used` });
    await refusalOf(session.iam.send(new iam.ListUsersCommand({})));
    const { Role } = await admin.iam.send(new iam.GetRoleCommand({ RoleName: 'used' }));
    expect(Role?.RoleLastUsed).toEqual({ LastUsedDate: expect.any(Date), Region: 'us-east-1' });
  });
});

describe('what may be changed', () => {
  test('UpdateRole changes what it names', async () => {
    await createRole('changing');
    await admin.iam.send(new iam.UpdateRoleCommand({ RoleName: 'changing', Description: 'one' }));
    await admin.iam.send(new iam.UpdateRoleCommand({ RoleName: 'changing', MaxSessionDuration: 43_200 }));
    expect((await admin.iam.send(new iam.GetRoleCommand({ RoleName: 'changing' }))).Role).toMatchObject({
      Description: 'one',
      MaxSessionDuration: 43_200,
    });
    const { Role } = await admin.iam.send(
      new iam.UpdateRoleDescriptionCommand({ RoleName: 'changing', Description: 'two' }),
    );
    expect(Role).toMatchObject({ RoleName: 'changing', Description: 'two', MaxSessionDuration: 43_200 });
  });

  test('a boundary limits the sessions that there are, and is gone at once', async () => {
    const caller = await newUser(house, admin, 'bounded', allow('sts:AssumeRole'));
    await createRole('bounded', trust(account));
    await admin.iam.send(
      new iam.PutRolePolicyCommand({ RoleName: 'bounded', PolicyName: 'p', PolicyDocument: policy(allow('iam:*')) }),
    );
    const session = await assumed(house, caller, { RoleArn: `arn:aws:iam::${account}:role/bounded` });
    await session.iam.send(new iam.ListUsersCommand({}));
    await admin.iam.send(
      new iam.PutRolePermissionsBoundaryCommand({ RoleName: 'bounded', PermissionsBoundary: boundary }),
    );
    expect(await refusalOf(session.iam.send(new iam.ListUsersCommand({})))).toMatchObject({ code: 'AccessDenied' });
    await admin.iam.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }));
    await session.iam.send(new iam.ListUsersCommand({}));
    await admin.iam.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }));
  });

  test('tags are told by key, without regard to case', async () => {
    await createRole('tagged', forEc2, { Tags: [{ Key: 'Team', Value: 'blue' }] });
    const RoleName = 'tagged';
    await admin.iam.send(
      new iam.TagRoleCommand({
        RoleName,
        Tags: [
          { Key: 'team', Value: 'red' },
          { Key: 'a', Value: '' },
        ],
      }),
    );
    expect((await admin.iam.send(new iam.ListRoleTagsCommand({ RoleName }))).Tags).toEqual([
      { Key: 'a', Value: '' },
      { Key: 'team', Value: 'red' },
    ]);
    await admin.iam.send(new iam.UntagRoleCommand({ RoleName, TagKeys: ['TEAM', 'never there'] }));
    expect(await admin.iam.send(new iam.ListRoleTagsCommand({ RoleName }))).toMatchObject({
      Tags: [{ Key: 'a', Value: '' }],
      IsTruncated: false,
    });
  });

  test('inline policies come back as they were written', async () => {
    const RoleName = 'inline';
    await createRole(RoleName);
    const spaced = JSON.stringify(JSON.parse(document), undefined, 4);
    const put = { RoleName, PolicyName: 'Own', PolicyDocument: spaced };
    await admin.iam.send(new iam.PutRolePolicyCommand(put));
    const got = await admin.iam.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName: 'Own' }));
    expect(got).toMatchObject({ RoleName, PolicyName: 'Own' });
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(spaced);
    expect(await admin.iam.send(new iam.ListRolePoliciesCommand({ RoleName }))).toMatchObject({
      PolicyNames: ['Own'],
      IsTruncated: false,
    });
    const large = policy(...Array.from({ length: 110 }, (_, i) => allow(`s3:${'x'.repeat(60)}${i}`)));
    expect(
      await refusalOf(
        admin.iam.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'large', PolicyDocument: large })),
      ),
    ).toEqual({
      code: 'LimitExceededException',
      message: 'Maximum policy size of 10240 bytes exceeded for role inline',
      status: 409,
    });
    await admin.iam.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'Own' }));
    expect(await refusalOf(admin.iam.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName: 'Own' })))).toEqual({
      code: 'NoSuchEntityException',
      message: 'The role policy with name Own cannot be found.',
      status: 404,
    });
  });

  test('twenty managed policies at most', async () => {
    const RoleName = 'many';
    await createRole(RoleName);
    for (let i = 0; i <= 20; i++) {
      const { Policy } = await admin.iam.send(
        new iam.CreatePolicyCommand({ PolicyName: `many-${i}`, PolicyDocument: document }),
      );
      const attach = admin.iam.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
      if (i < 20) await attach;
      else
        expect(await refusalOf(attach)).toEqual({
          code: 'LimitExceededException',
          message: 'Cannot exceed quota for PoliciesPerRole: 20',
          status: 409,
        });
    }
  });
});

describe('what must go before a role goes', () => {
  const RoleName = 'leaving';
  const attached = { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  const inline = { RoleName, PolicyName: 'p' };
  const held = { RoleName, InstanceProfileName: 'holds-it' };
  const deleteRole = (): Promise<unknown> => admin.iam.send(new iam.DeleteRoleCommand({ RoleName }));
  const conflict = (what: string): object => ({
    code: 'DeleteConflictException',
    message: `Cannot delete entity, must ${what} first.`,
    status: 409,
  });

  test('each thing that hangs on it', async () => {
    await createRole(RoleName);
    await admin.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'holds-it' }));
    await admin.iam.send(new iam.AddRoleToInstanceProfileCommand(held));
    await admin.iam.send(new iam.AttachRolePolicyCommand(attached));
    await admin.iam.send(new iam.PutRolePolicyCommand({ ...inline, PolicyDocument: document }));
    expect(await refusalOf(deleteRole())).toEqual(conflict('remove roles from instance profile'));
    await admin.iam.send(new iam.RemoveRoleFromInstanceProfileCommand(held));
    expect(await refusalOf(deleteRole())).toEqual(conflict('detach all policies'));
    await admin.iam.send(new iam.DetachRolePolicyCommand(attached));
    expect(await refusalOf(deleteRole())).toEqual(conflict('delete policies'));
    await admin.iam.send(new iam.DeleteRolePolicyCommand(inline));
    await deleteRole();
    expect(await refusalOf(deleteRole())).toEqual({
      code: 'NoSuchEntityException',
      message: 'The role with name leaving cannot be found.',
      status: 404,
    });
  });
});

describe('whom a trust policy means', () => {
  const refused = (named: string): object => ({
    code: 'MalformedPolicyDocumentException',
    message: `Invalid principal in policy: "AWS":"${named}"`,
    status: 400,
  });

  test.each([['user/nobody'], ['role/nobody'], ['user/wrong/path/trusted'], ['group/Administrators']])(
    'not %s, whom there is not',
    async (resource) => {
      await newUser(house, admin, 'trusted').catch(() => undefined);
      const named = `arn:aws:iam::${account}:${resource}`;
      expect(await refusalOf(createRole('unmade', trust(named)))).toEqual(refused(named));
      expect(await refusalOf(createRole('unmade', trust([account, named])))).toEqual(refused(named));
      const elsewhere = named.replace(account, other);
      expect(await refusalOf(createRole('unmade', trust(elsewhere)))).toEqual(refused(elsewhere));
    },
  );

  test.each([['{"AWS":[]}'], ['{"Service":[],"AWS":[]}']])('not nobody at all: %s', async (principal) => {
    const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":${principal},"Action":"sts:AssumeRole"}]}`;
    expect(await refusalOf(createRole('unmade', text))).toEqual({
      code: 'MalformedPolicyDocumentException',
      message:
        'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!',
      status: 400,
    });
  });

  test('not an empty object', async () => {
    const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}]}';
    expect(await refusalOf(createRole('unmade', text))).toEqual({
      code: 'MalformedPolicyDocumentException',
      message: 'Missing required field Principal cannot be empty!',
      status: 400,
    });
  });

  test('not a unique id of nobody', async () => {
    expect(await refusalOf(createRole('unmade', trust('AIDAABCDEFGHIJKLMNOPQ')))).toEqual(
      refused('AIDAABCDEFGHIJKLMNOPQ'),
    );
  });

  test('the user itself, under any name it gets, and not another one made in its place', async () => {
    const clients = await newUser(house, admin, 'meant');
    const arn = `arn:aws:iam::${account}:user/meant`;
    const RoleArn = `arn:aws:iam::${account}:role/for-meant`;
    const RoleName = 'for-meant';
    const { User } = await admin.iam.send(new iam.GetUserCommand({ UserName: 'meant' }));
    await createRole(RoleName, trust(arn));
    expect(await trustedPrincipal(RoleName)).toBe(arn);
    await assumed(house, clients, { RoleArn });

    await admin.iam.send(new iam.UpdateUserCommand({ UserName: 'meant', NewUserName: 'renamed', NewPath: '/new/' }));
    expect(await trustedPrincipal(RoleName)).toBe(`arn:aws:iam::${account}:user/new/renamed`);
    await assumed(house, clients, { RoleArn });

    await newUser(house, admin, 'usurper');
    await admin.iam.send(
      new iam.DeleteAccessKeyCommand({ UserName: 'renamed', AccessKeyId: clients.keys.accessKeyId }),
    );
    await admin.iam.send(new iam.DeleteUserCommand({ UserName: 'renamed' }));
    expect(await trustedPrincipal(RoleName)).toBe(User?.UserId);
    const namesake = await newUser(house, admin, 'meant');
    expect(await trustedPrincipal(RoleName)).toBe(User?.UserId);
    expect(
      await refusalOf(namesake.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }))),
    ).toMatchObject({ code: 'AccessDenied' });

    // Written again, the name means whoever has it now.
    await admin.iam.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust([arn, account]) }));
    expect(await trustedPrincipal(RoleName)).toEqual([arn, account]);
    await assumed(house, namesake, { RoleArn });
  });

  test('a user of another account, and a role by its sessions', async () => {
    const theirs = await newUser(house, there, 'theirs', allow('sts:AssumeRole'));
    const theirArn = `arn:aws:iam::${other}:user/theirs`;
    await createRole('across', trust(theirArn));
    expect(await trustedPrincipal('across')).toBe(theirArn);
    const session = await assumed(house, theirs, { RoleArn: `arn:aws:iam::${account}:role/across` });
    const acrossArn = `arn:aws:iam::${account}:role/across`;
    await createRole('chained', trust(acrossArn));
    await assumed(house, session, { RoleArn: `arn:aws:iam::${account}:role/chained` });

    await there.iam.send(new iam.DeleteUserPolicyCommand({ UserName: 'theirs', PolicyName: 'own' }));
    await there.iam.send(new iam.DeleteAccessKeyCommand({ UserName: 'theirs', AccessKeyId: theirs.keys.accessKeyId }));
    await there.iam.send(new iam.DeleteUserCommand({ UserName: 'theirs' }));
    expect(await trustedPrincipal('across')).toMatch(/^AIDA/);
    // Deleted and made anew, the role is another one too.
    await admin.iam.send(new iam.DeleteRoleCommand({ RoleName: 'across' }));
    await createRole('across');
    expect(await trustedPrincipal('chained')).toMatch(/^AROA/);
  });

  test('accounts and services stay as they are written; strangers of accounts that are not here do too', async () => {
    const named = ['123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:user/stranger'];
    await createRole('strangers', trust(named));
    expect(await trustedPrincipal('strangers')).toEqual(named);
  });

  test('an ARN in a condition is a text like any other', async () => {
    const clients = await newUser(house, admin, 'conditional');
    const arn = `arn:aws:iam::${account}:user/conditional`;
    const more = { Condition: { ArnEquals: { 'aws:PrincipalArn': arn } } };
    await createRole('by-condition', trust(arn, more));
    const stored = JSON.parse(await shownTrust('by-condition')) as { Statement: [typeof more] };
    expect(stored.Statement[0].Condition).toEqual(more.Condition);
    await assumed(house, clients, { RoleArn: `arn:aws:iam::${account}:role/by-condition` });
  });
});
