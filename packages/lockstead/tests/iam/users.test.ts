/** Users: renamed with everything that is theirs, deleted when nothing is, tagged, bounded, listed. */
import * as iam from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOnly, newKey, newUser } from '../support/iam.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const readOnly = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

describe('UpdateUser', () => {
  test('carries keys, groups, policies, tags and boundary to the new name', async () => {
    const { client, key } = await newUser(cloud, 'before');
    await admin.send(new iam.CreateGroupCommand({ GroupName: 'carried' }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName: 'carried', UserName: 'before' }));
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'before', PolicyArn: readOnly }));
    await admin.send(new iam.PutUserPolicyCommand({ UserName: 'before', PolicyName: 'own', PolicyDocument: allowAll }));
    await admin.send(new iam.TagUserCommand({ UserName: 'before', Tags: [{ Key: 'team', Value: 'blue' }] }));
    await admin.send(new iam.PutUserPermissionsBoundaryCommand({ UserName: 'before', PermissionsBoundary: readOnly }));
    const { User: was } = await admin.send(new iam.GetUserCommand({ UserName: 'before' }));

    await admin.send(new iam.UpdateUserCommand({ UserName: 'before', NewUserName: 'After', NewPath: '/people/here/' }));

    await expect(admin.send(new iam.GetUserCommand({ UserName: 'before' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name before cannot be found.',
    });
    const UserName = 'After';
    const { User: is } = await admin.send(new iam.GetUserCommand({ UserName }));
    expect(is).toEqual({
      ...was,
      UserName,
      Path: '/people/here/',
      Arn: `arn:aws:iam::${cloud.accountId}:user/people/here/After`,
    });
    const { AccessKeyMetadata } = await admin.send(new iam.ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId: key.accessKeyId, UserName }]);
    const { Groups } = await admin.send(new iam.ListGroupsForUserCommand({ UserName }));
    expect(Groups).toMatchObject([{ GroupName: 'carried' }]);
    const { Users } = await admin.send(new iam.GetGroupCommand({ GroupName: 'carried' }));
    expect(Users).toMatchObject([{ UserName, UserId: was?.UserId }]);
    const { AttachedPolicies } = await admin.send(new iam.ListAttachedUserPoliciesCommand({ UserName }));
    expect(AttachedPolicies).toEqual([{ PolicyName: 'IAMReadOnlyAccess', PolicyArn: readOnly }]);
    const { PolicyNames } = await admin.send(new iam.ListUserPoliciesCommand({ UserName }));
    expect(PolicyNames).toEqual(['own']);

    // The key signs as the new name, and what it may do is what it could.
    const { User: self } = await client.send(new iam.GetUserCommand({}));
    expect(self?.UserName).toBe('After');
    await expect(client.send(new iam.CreateUserCommand({ UserName: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    // Nothing is left behind under the old name: whoever has it next starts with nothing.
    await admin.send(new iam.CreateUserCommand({ UserName: 'before' }));
    await admin.send(new iam.DeleteUserCommand({ UserName: 'before' }));
  });

  test('keeps sessions: they are of the user, not of its name', async () => {
    const { key } = await newUser(cloud, 'session-before');
    await allowOnly(cloud, 'session-before', 'sts:*');
    const { Credentials } = await new STSClient(cloud.clientConfig(key)).send(new GetSessionTokenCommand({}));
    const temporary = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    await admin.send(new iam.UpdateUserCommand({ UserName: 'session-before', NewUserName: 'session-after' }));
    // Somebody else under the old name must not get the session.
    await admin.send(new iam.CreateUserCommand({ UserName: 'session-before' }));

    const identity = await new STSClient(cloud.clientConfig(temporary)).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:iam::${cloud.accountId}:user/session-after`);
    await admin.send(new iam.DeleteUserPolicyCommand({ UserName: 'session-after', PolicyName: 'only' }));
    await admin.send(new iam.DeleteAccessKeyCommand({ UserName: 'session-after', AccessKeyId: key.accessKeyId }));
    await admin.send(new iam.DeleteUserCommand({ UserName: 'session-after' }));
    await expect(
      new STSClient(cloud.clientConfig(temporary)).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('keeps federated sessions: they stand as long as the user they came from', async () => {
    const { key } = await newUser(cloud, 'issuer-before');
    await allowOnly(cloud, 'issuer-before', 'sts:GetFederationToken');
    const { Credentials } = await new STSClient(cloud.clientConfig(key)).send(
      new GetFederationTokenCommand({ Name: 'guest', Policy: allowAll }),
    );
    const guest = cloud.clientConfig({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    const whoAmI = (): Promise<unknown> => new STSClient(guest).send(new GetCallerIdentityCommand({}));
    await admin.send(new iam.UpdateUserCommand({ UserName: 'issuer-before', NewUserName: 'issuer', NewPath: '/far/' }));
    await expect(whoAmI()).resolves.toMatchObject({ Arn: `arn:aws:sts::${cloud.accountId}:federated-user/guest` });
    await admin.send(new iam.DeleteUserPolicyCommand({ UserName: 'issuer', PolicyName: 'only' }));
    await admin.send(new iam.DeleteAccessKeyCommand({ UserName: 'issuer', AccessKeyId: key.accessKeyId }));
    await admin.send(new iam.DeleteUserCommand({ UserName: 'issuer' }));
    await expect(whoAmI()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('a change of case is a change of name; a name in any case can be taken', async () => {
    await admin.send(new iam.CreateUserCommand({ UserName: 'casey' }));
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'casey', PolicyArn: readOnly }));
    await admin.send(new iam.UpdateUserCommand({ UserName: 'casey', NewUserName: 'Casey' }));
    const { User } = await admin.send(new iam.GetUserCommand({ UserName: 'Casey' }));
    expect(User?.UserName).toBe('Casey');
    const { AttachedPolicies } = await admin.send(new iam.ListAttachedUserPoliciesCommand({ UserName: 'Casey' }));
    expect(AttachedPolicies).toHaveLength(1);

    await admin.send(new iam.CreateUserCommand({ UserName: 'other' }));
    for (const NewUserName of ['Casey', 'CASEY']) {
      await expect(admin.send(new iam.UpdateUserCommand({ UserName: 'other', NewUserName }))).rejects.toMatchObject({
        name: 'EntityAlreadyExistsException',
        message: `User with name ${NewUserName} already exists.`,
      });
    }
    await expect(admin.send(new iam.CreateUserCommand({ UserName: 'cAsEy' }))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
  });

  test('takes the permission on the old name and on the new one', async () => {
    const { client } = await newUser(cloud, 'renamer');
    await admin.send(new iam.CreateUserCommand({ UserName: 'bob' }));
    const bob = `arn:aws:iam::${cloud.accountId}:user/bob`;
    const robert = `arn:aws:iam::${cloud.accountId}:user/robert`;
    const rename = new iam.UpdateUserCommand({ UserName: 'bob', NewUserName: 'robert' });
    await allowOnly(cloud, 'renamer', 'iam:UpdateUser', bob);
    await expect(client.send(rename)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('on resource: user robert '),
    });
    await allowOnly(cloud, 'renamer', 'iam:UpdateUser', robert);
    await expect(client.send(rename)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('on resource: user bob '),
    });
    await allowOnly(cloud, 'renamer', 'iam:UpdateUser', [bob, robert]);
    await client.send(rename);
  });
});

describe('DeleteUser', () => {
  const UserName = 'leaving';
  const obstacles: readonly {
    readonly name: string;
    readonly message: string;
    readonly put: () => Promise<unknown>;
    readonly remove: (put: never) => Promise<unknown>;
  }[] = [
    {
      name: 'an attached policy',
      message: 'Cannot delete entity, must detach all policies first.',
      put: () => admin.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: readOnly })),
      remove: () => admin.send(new iam.DetachUserPolicyCommand({ UserName, PolicyArn: readOnly })),
    },
    {
      name: 'an inline policy',
      message: 'Cannot delete entity, must delete policies first.',
      put: () => admin.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: allowAll })),
      remove: () => admin.send(new iam.DeleteUserPolicyCommand({ UserName, PolicyName: 'p' })),
    },
    {
      name: 'an access key',
      message: 'Cannot delete entity, must delete access keys first.',
      put: () => newKey(admin, UserName),
      remove: ({ accessKeyId }: { accessKeyId: string }) =>
        admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: accessKeyId })),
    },
    {
      name: 'a group',
      message: 'Cannot delete entity, must remove users from group first.',
      put: async () => {
        await admin.send(new iam.CreateGroupCommand({ GroupName: 'holding' }));
        await admin.send(new iam.AddUserToGroupCommand({ GroupName: 'holding', UserName }));
      },
      remove: () => admin.send(new iam.RemoveUserFromGroupCommand({ GroupName: 'holding', UserName })),
    },
  ];

  test.each(obstacles)('refuses while the user has $name', async ({ put, remove, message }) => {
    await admin.send(new iam.CreateUserCommand({ UserName }));
    const made = await put();
    await expect(admin.send(new iam.DeleteUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message,
      $metadata: { httpStatusCode: 409 },
    });
    await remove(made as never);
    await admin.send(new iam.DeleteUserCommand({ UserName }));
    await expect(admin.send(new iam.GetUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});

describe('tags', () => {
  const UserName = 'tagged';
  beforeAll(() => admin.send(new iam.CreateUserCommand({ UserName })));

  test('are laid over those of the same key in any case, sorted by key, and paged', async () => {
    const tag = (Tags: iam.Tag[]): Promise<unknown> => admin.send(new iam.TagUserCommand({ UserName, Tags }));
    await tag([
      { Key: 'b', Value: '1' },
      { Key: 'a', Value: '2' },
    ]);
    await tag([
      { Key: 'B', Value: '3' },
      { Key: 'c', Value: '4' },
    ]);
    const { Tags } = await admin.send(new iam.ListUserTagsCommand({ UserName }));
    expect(Tags).toEqual([
      { Key: 'B', Value: '3' },
      { Key: 'a', Value: '2' },
      { Key: 'c', Value: '4' },
    ]);
    const pages = [];
    for await (const page of iam.paginateListUserTags({ client: admin, pageSize: 2 }, { UserName })) {
      pages.push(page.Tags?.map(({ Key }) => Key));
    }
    expect(pages).toEqual([['B', 'a'], ['c']]);
    await admin.send(new iam.UntagUserCommand({ UserName, TagKeys: ['b', 'nothing'] }));
    const left = await admin.send(new iam.ListUserTagsCommand({ UserName }));
    expect(left.Tags?.map(({ Key }) => Key)).toEqual(['a', 'c']);
  });

  test('no key twice in one call, none of AWS, no more than 50', async () => {
    await expect(
      admin.send(
        new iam.TagUserCommand({
          UserName,
          Tags: [
            { Key: 'k', Value: '' },
            { Key: 'K', Value: '' },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    });
    await expect(
      admin.send(new iam.TagUserCommand({ UserName, Tags: [{ Key: 'aws:x', Value: '' }] })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    const many = Array.from({ length: 50 }, (_, n) => ({ Key: `many-${n}`, Value: '' }));
    await expect(admin.send(new iam.TagUserCommand({ UserName, Tags: many }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  test('decide, both as request and as resource tags', async () => {
    const { client } = await newUser(cloud, 'tagger');
    await admin.send(new iam.CreateUserCommand({ UserName: 'red', Tags: [{ Key: 'Colour', Value: 'red' }] }));
    await allowOnly(cloud, 'tagger', 'iam:TagUser', '*', {
      StringEquals: { 'iam:ResourceTag/colour': 'red', 'aws:RequestTag/size': 'big' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['size'] },
    });
    const tag = (name: string, Key: string, Value: string): Promise<unknown> =>
      client.send(new iam.TagUserCommand({ UserName: name, Tags: [{ Key, Value }] }));
    await tag('red', 'size', 'big');
    await expect(tag('red', 'size', 'small')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(tag('tagger', 'size', 'big')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('permissions boundaries', () => {
  test('must be a policy that exists; limit at once; are gone when taken off', async () => {
    const { client } = await newUser(cloud, 'bounded');
    await admin.send(
      new iam.PutUserPolicyCommand({ UserName: 'bounded', PolicyName: 'all', PolicyDocument: allowAll }),
    );
    const missing = `arn:aws:iam::${cloud.accountId}:policy/missing`;
    await expect(
      admin.send(new iam.PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary: missing })),
    ).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Scope ARN: ${missing} does not exist or is not attachable.`,
    });
    await admin.send(new iam.PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary: readOnly }));
    const { User } = await admin.send(new iam.GetUserCommand({ UserName: 'bounded' }));
    expect(User?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: readOnly,
    });
    await client.send(new iam.ListUsersCommand({}));
    const make = new iam.CreateGroupCommand({ GroupName: 'by-bounded' });
    await expect(client.send(make)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('because no permissions boundary allows the iam:CreateGroup action'),
    });
    await admin.send(new iam.DeleteUserPermissionsBoundaryCommand({ UserName: 'bounded' }));
    await client.send(make);
  });

  test('iam:PermissionsBoundary: a helper may only deal with users that are bounded', async () => {
    const { client } = await newUser(cloud, 'helper');
    await admin.send(new iam.CreateUserCommand({ UserName: 'free' }));
    await admin.send(new iam.CreateUserCommand({ UserName: 'tied', PermissionsBoundary: readOnly }));
    await allowOnly(cloud, 'helper', ['iam:AttachUserPolicy', 'iam:PutUserPolicy'], '*', {
      StringEquals: { 'iam:PermissionsBoundary': readOnly },
    });
    const attach = (UserName: string): Promise<unknown> =>
      client.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: readOnly }));
    await attach('tied');
    await expect(attach('free')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('ListUsers', () => {
  test('in the order of names without regard to case, under a path, in pages bound to what was asked', async () => {
    await using own = await startLockstead({ ephemeral: true });
    const client = new iam.IAMClient(own.clientConfig());
    for (const [UserName, Path] of [
      ['Zoe', '/x/'],
      ['bea', '/'],
      ['Anna', '/x/y/'],
      ['carl', '/x/'],
    ]) {
      await client.send(new iam.CreateUserCommand({ UserName, Path }));
    }
    const names = async (input: iam.ListUsersCommandInput): Promise<unknown> => {
      const found: unknown[] = [];
      for await (const page of iam.paginateListUsers({ client, pageSize: 1 }, input)) {
        expect(page.Users).toHaveLength(1);
        found.push(page.Users?.[0]?.UserName);
      }
      return found;
    };
    expect(await names({})).toEqual(['admin', 'Anna', 'bea', 'carl', 'Zoe']);
    expect(await names({ PathPrefix: '/x/' })).toEqual(['Anna', 'carl', 'Zoe']);

    const { Marker } = await client.send(new iam.ListUsersCommand({ MaxItems: 1 }));
    const elsewhere: readonly Promise<unknown>[] = [
      client.send(new iam.ListUsersCommand({ Marker, PathPrefix: '/x/' })),
      client.send(new iam.ListGroupsCommand({ Marker })),
      client.send(new iam.ListUsersCommand({ Marker: 'bm9uc2Vuc2U' })),
      // Rightly bound, and leading nowhere.
      client.send(
        new iam.ListUsersCommand({
          Marker: Buffer.from(
            `${Buffer.from(Marker ?? '', 'base64url')
              .toString()
              .slice(0, 12)}junk`,
          ).toString('base64url'),
        }),
      ),
    ];
    for (const asked of elsewhere) await expect(asked).rejects.toMatchObject({ message: 'Invalid Marker' });
  });
});

test('a role session must say which user it means', async () => {
  await using open = await startLockstead({ ephemeral: true, enforce: 'off' });
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: open.accountId }, Action: 'sts:AssumeRole' }],
  });
  await new iam.IAMClient(open.clientConfig()).send(
    new iam.CreateRoleCommand({ RoleName: 'assumed', AssumeRolePolicyDocument }),
  );
  const { Credentials } = await new STSClient(open.clientConfig()).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${open.accountId}:role/assumed`, RoleSessionName: 'session' }),
  );
  const client = new iam.IAMClient(
    open.clientConfig({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }),
  );
  for (const command of [new iam.GetUserCommand({}), new iam.ListAccessKeysCommand({})]) {
    await expect(client.send(command as iam.GetUserCommand)).rejects.toMatchObject({
      message: 'Must specify userName when calling with non-User credentials',
    });
  }
});
