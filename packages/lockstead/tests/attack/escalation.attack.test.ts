/** One who may do a little tries to do more. Each try is refused. */
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { type Cloud, type SessionCredentials, startLockstead } from '#fixture/start-lockstead';

let cloud: Cloud;
afterEach(() => cloud[Symbol.asyncDispose]());

type Keys = Omit<SessionCredentials, 'sessionToken'> & Partial<SessionCredentials>;

/** The keys of a user who has this one permission. */
async function confined(statement: object): Promise<Keys> {
  cloud = await startLockstead({ ephemeral: true });
  const admin = new IAMClient(cloud.clientConfig());
  await admin.send(new CreateUserCommand({ UserName: 'mallory' }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await admin.send(new PutUserPolicyCommand({ UserName: 'mallory', PolicyName: 'own', PolicyDocument }));
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: 'mallory' }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

function clients(credentials: Keys): { readonly iam: IAMClient; readonly sts: STSClient } {
  const config = { ...cloud.clientConfig(), credentials };
  return { iam: new IAMClient(config), sts: new STSClient(config) };
}

const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});
const bounded = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

test.each<[string, Partial<CreateRoleCommandInput>, boolean]>([
  ['what it may', { Path: '/own/', PermissionsBoundary: bounded }, true],
  ['tags at its creation', { Path: '/own/', PermissionsBoundary: bounded, Tags: [{ Key: 'team', Value: 'a' }] }, false],
  ['a wider boundary', { Path: '/own/', PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }, false],
  ['no boundary', { Path: '/own/' }, false],
  ['another path', { Path: '/admins/', PermissionsBoundary: bounded }, false],
  ['a path that only looks like its own', { Path: '/own/../admins/', PermissionsBoundary: bounded }, false],
])('who may create bounded roles under /own/ tries %s', async (_, more, mayIt) => {
  const { iam } = clients(
    await confined({
      Effect: 'Allow',
      Action: 'iam:CreateRole',
      Resource: 'arn:aws:iam::*:role/own/*',
      Condition: { StringEquals: { 'iam:PermissionsBoundary': bounded } },
    }),
  );
  const trying = iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument, ...more }));
  if (more.Path === '/own/../admins/') {
    // A path is not a file name: IAM has no dots that lead upwards, so this is a role under /own/, whatever it looks like.
    expect((await trying).Role?.Arn).toContain(':role/own/../admins/r');
  } else if (mayIt) expect((await trying).Role?.Arn).toContain(':role/own/r');
  else await expect(trying).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a session token of a user opens neither IAM, nor another token', async () => {
  const { sts } = clients(await confined({ Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' }));
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  const again = clients({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  const create = again.iam.send(new CreateUserCommand({ UserName: 'x' }));
  await expect(create).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  await expect(again.sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a role that does not exist, and one that trusts nobody, refuse alike: no names leak', async () => {
  const keys = await confined({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
  const admin = new IAMClient(cloud.clientConfig());
  const nobody = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  await admin.send(new CreateRoleCommand({ RoleName: 'there', AssumeRolePolicyDocument: JSON.stringify(nobody) }));
  const { sts } = clients(keys);
  const said = async (name: string): Promise<string> => {
    const RoleArn = `arn:aws:iam::${cloud.accountId}:role/${name}`;
    const refused = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 's' })).catch((error) => error);
    return `${refused.name} ${refused.message}`.replaceAll(name, 'NAME');
  };
  expect(await said('missing')).toBe(await said('there'));
});
