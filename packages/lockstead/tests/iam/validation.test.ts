/**
 * What IAM says of input that breaks its model: it does not repeat the value, and has sentences of its own for names, paths and ARNs.
 * Quoted in public by its users; STS, which repeats the value, is the contrast.
 */
import * as iam from '@aws-sdk/client-iam';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: Cloud;
let client: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = new iam.IAMClient(cloud.clientConfig());
  await client.send(new iam.CreateUserCommand({ UserName: 'u' }));
});
afterAll(() => cloud.stop());

const trust = '{"Version":"2012-10-17","Statement":[]}';
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const ofName = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
const ofPath = 'It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const ofPrefix = 'It must begin with the / character and contain only alphanumeric characters and/or / characters.';
const one = '1 validation error detected: Value at';

const cases: readonly (readonly [string, object])[] = [
  [`The specified value for userName is invalid. ${ofName}`, new iam.CreateUserCommand({ UserName: 'a b' })],
  [`The specified value for userName is invalid. ${ofName}`, new iam.GetUserCommand({ UserName: 'a/b' })],
  // The pattern speaks before the length.
  [
    `The specified value for userName is invalid. ${ofName}`,
    new iam.CreateUserCommand({ UserName: `!${'x'.repeat(80)}` }),
  ],
  [
    `The specified value for newUserName is invalid. ${ofName}`,
    new iam.UpdateUserCommand({ UserName: 'u', NewUserName: 'ü' }),
  ],
  [`The specified value for groupName is invalid. ${ofName}`, new iam.CreateGroupCommand({ GroupName: 'a:b' })],
  [
    `The specified value for roleName is invalid. ${ofName}`,
    new iam.CreateRoleCommand({ RoleName: 'a b', AssumeRolePolicyDocument: trust }),
  ],
  [
    `The specified value for policyName is invalid. ${ofName}`,
    new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'a/b', PolicyDocument: document }),
  ],
  [
    `The specified value for instanceProfileName is invalid. ${ofName}`,
    new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'a b' }),
  ],
  [
    `The specified value for virtualMFADeviceName is invalid. ${ofName}`,
    new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'a b' }),
  ],
  [`The specified value for path is invalid. ${ofPath}`, new iam.CreateUserCommand({ UserName: 'x', Path: 'bad' })],
  [`The specified value for path is invalid. ${ofPath}`, new iam.CreateUserCommand({ UserName: 'x', Path: '/a' })],
  [
    `The specified value for path is invalid. ${ofPath}`,
    new iam.CreatePolicyCommand({ PolicyName: 'x', Path: '/a*/', PolicyDocument: document }),
  ],
  [
    `The specified value for newPath is invalid. ${ofPath}`,
    new iam.UpdateUserCommand({ UserName: 'u', NewPath: 'bad' }),
  ],
  [`The specified value for pathPrefix is invalid. ${ofPrefix}`, new iam.ListUsersCommand({ PathPrefix: 'bad' })],
  [`The specified value for pathPrefix is invalid. ${ofPrefix}`, new iam.ListRolesCommand({ PathPrefix: '/a\n' })],
  [`The specified value for pathPrefix is invalid. ${ofPrefix}`, new iam.ListPoliciesCommand({ PathPrefix: '/a' })],
  [
    `${one} 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    new iam.CreateUserCommand({ UserName: 'x'.repeat(65) }),
  ],
  [
    `${one} 'pathPrefix' failed to satisfy constraint: Member must have length less than or equal to 512`,
    new iam.ListUsersCommand({ PathPrefix: `/${'x'.repeat(512)}` }),
  ],
  [
    `${one} 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    new iam.ListUsersCommand({ MaxItems: 1001 }),
  ],
  [
    `${one} 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]+`,
    new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: 'AKIA-not-a-key-id' }),
  ],
  ['Invalid ARN:  Could not be parsed!', new iam.GetPolicyCommand({ PolicyArn: 'this-is-not-an-arn-at-all' })],
  [
    'Invalid ARN:  Could not be parsed!',
    new iam.GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess ' }),
  ],
  ['Invalid ARN partition', new iam.GetPolicyCommand({ PolicyArn: 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' })],
  ['Invalid ARN region', new iam.GetPolicyCommand({ PolicyArn: 'arn:aws:iam:us-east-1:aws:policy/ReadOnlyAccess' })],
  ['Invalid ARN service', new iam.GetPolicyCommand({ PolicyArn: 'arn:aws:s3:::policy/ReadOnlyAccess' })],
  [
    'Invalid ARN partition',
    new iam.AttachUserPolicyCommand({ UserName: 'u', PolicyArn: 'arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess' }),
  ],
  [
    'Invalid ARN:  Could not be parsed!',
    new iam.PutUserPermissionsBoundaryCommand({ UserName: 'u', PermissionsBoundary: 'not an arn, but long enough' }),
  ],
];

test.each(cases)('%s', async (message, command) => {
  await expect(client.send(command as iam.GetUserCommand)).rejects.toMatchObject({
    name: 'ValidationError',
    message,
    $metadata: { httpStatusCode: 400 },
  });
});

test('STS repeats the value, and has no sentence of its own for names', async () => {
  const sts = new STSClient(cloud.clientConfig());
  await expect(sts.send(new GetFederationTokenCommand({ Name: 'a b' }))).rejects.toMatchObject({
    message:
      "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  });
});
