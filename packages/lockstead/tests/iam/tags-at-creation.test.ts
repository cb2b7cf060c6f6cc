/**
 * What is created with tags needs the permission to tag as well: policies grant by tags, and whoever may only create must not be able to give
 * its own creations tags that open doors. AWS's table of API operations names both actions.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namedInDenial } from '../support/denial-words.ts';
import { allowOnly, newUser } from '../support/iam.ts';

let cloud: Cloud;
let client: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  ({ client } = await newUser(cloud, 'maker'));
});
afterAll(() => cloud.stop());

const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const AssumeRolePolicyDocument =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const Tags = [{ Key: 'Team', Value: 'red' }];
const Path = '/made/';

/** Creation, action that tags, resource, the call with some tags. */
const cases: readonly (readonly [string, string, string, (Tags: iam.Tag[] | undefined) => object])[] = [
  ['CreateUser', 'TagUser', 'user/made/u', (some) => new iam.CreateUserCommand({ UserName: 'u', Path, Tags: some })],
  [
    'CreateRole',
    'TagRole',
    'role/made/r',
    (some) => new iam.CreateRoleCommand({ RoleName: 'r', Path, AssumeRolePolicyDocument, Tags: some }),
  ],
  [
    'CreatePolicy',
    'TagPolicy',
    'policy/made/p',
    (some) => new iam.CreatePolicyCommand({ PolicyName: 'p', Path, PolicyDocument, Tags: some }),
  ],
  [
    'CreateInstanceProfile',
    'TagInstanceProfile',
    'instance-profile/made/i',
    (some) => new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'i', Path, Tags: some }),
  ],
  [
    'CreateVirtualMFADevice',
    'TagMFADevice',
    'mfa/made/m',
    (some) => new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'm', Path, Tags: some }),
  ],
];

/** The client's types want to know which command it is; here it is any of them. */
const send = (command: object): Promise<unknown> => client.send(command as iam.GetUserCommand);

test.each(cases)(
  '%s with tags asks for %s on %s as well, with the tags of the request',
  async (create, tag, resource, make) => {
    const arn = `arn:aws:iam::${cloud.accountId}:${resource}`;
    await allowOnly(cloud, 'maker', `iam:${create}`);
    await expect(send(make(Tags))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: iam:${tag} on resource: ${namedInDenial(create, arn)}`,
      ),
    });

    const actions = [`iam:${create}`, `iam:${tag}`];
    const tagged = (value: string) => ({
      StringEquals: { 'aws:RequestTag/Team': value },
      'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Team' },
    });
    await allowOnly(cloud, 'maker', actions, '*', tagged('blue'));
    await expect(send(make(Tags))).rejects.toMatchObject({ name: 'AccessDenied' });
    await allowOnly(cloud, 'maker', actions, '*', tagged('red'));
    await expect(send(make(Tags))).resolves.toBeDefined();
  },
);

test.each(cases)('%s without tags, or with none of them, needs no %s', async (create, _tag, _resource, make) => {
  await cloud.reset();
  ({ client } = await newUser(cloud, 'maker'));
  await allowOnly(cloud, 'maker', `iam:${create}`);
  await expect(send(make([]))).resolves.toBeDefined();
  await expect(send(make(undefined))).rejects.toMatchObject({ name: expect.stringContaining('EntityAlreadyExists') });
});
