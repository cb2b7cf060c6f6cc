/** Tag policies bind the resources of other services: what `enforced_for` names is refused where its tags do not comply, and nothing else is. */
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from './organization.ts';

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
});
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

let cloud: Cloud;
let organization: TestOrganization;
let unit: string;
let member: iam.IAMClient;
let memberKms: kms.KMSClient;
let policyArn: string;
let profile: string;
let serial: string;
let providerArn: string;
let keyId: string;
let names = 0;

/** Calls with unique names, so that each can be made several times. */
const name = (): string => `tagged-${names++}`;
const kmsTags = (tags: Tag[]): kms.Tag[] => tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

const calls: Readonly<Record<string, readonly [type: string, call: (tags: Tag[]) => Promise<unknown>]>> = {
  CreatePolicy: [
    'iam:policy',
    (Tags) => member.send(new iam.CreatePolicyCommand({ PolicyName: name(), PolicyDocument: document, Tags })),
  ],
  TagPolicy: ['iam:policy', (Tags) => member.send(new iam.TagPolicyCommand({ PolicyArn: policyArn, Tags }))],
  CreateInstanceProfile: [
    'iam:instance-profile',
    (Tags) => member.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: name(), Tags })),
  ],
  TagInstanceProfile: [
    'iam:instance-profile',
    (Tags) => member.send(new iam.TagInstanceProfileCommand({ InstanceProfileName: profile, Tags })),
  ],
  CreateVirtualMFADevice: [
    'iam:mfa',
    (Tags) => member.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name(), Tags })),
  ],
  TagMFADevice: ['iam:mfa', (Tags) => member.send(new iam.TagMFADeviceCommand({ SerialNumber: serial, Tags }))],
  CreateOpenIDConnectProvider: [
    'iam:oidc-provider',
    (Tags) => member.send(new iam.CreateOpenIDConnectProviderCommand({ Url: `https://${name()}.example.com`, Tags })),
  ],
  TagOpenIDConnectProvider: [
    'iam:oidc-provider',
    (Tags) => member.send(new iam.TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn, Tags })),
  ],
  CreateKey: ['kms:key', (Tags) => memberKms.send(new kms.CreateKeyCommand({ Tags: kmsTags(Tags) }))],
  ReplicateKey: [
    'kms:key',
    async (Tags) => {
      const { KeyMetadata } = await memberKms.send(new kms.CreateKeyCommand({ MultiRegion: true }));
      const input = { KeyId: KeyMetadata?.KeyId, ReplicaRegion: 'us-west-2', Tags: kmsTags(Tags) };
      return await memberKms.send(new kms.ReplicateKeyCommand(input));
    },
  ],
  TagKey: ['kms:key', (Tags) => memberKms.send(new kms.TagResourceCommand({ KeyId: keyId, Tags: kmsTags(Tags) }))],
};

/** AWS reports on these, and enforces nothing. */
const free: Readonly<Record<string, (tags: Tag[]) => Promise<unknown>>> = {
  CreateRole: (Tags) =>
    member.send(new iam.CreateRoleCommand({ RoleName: name(), AssumeRolePolicyDocument: trust, Tags })),
  CreateUser: (Tags) => member.send(new iam.CreateUserCommand({ UserName: name(), Tags })),
};

/** What runs while a tag policy is attached. */
async function whileEnforced(enforcedFor: readonly string[], target: string, run: () => Promise<void>): Promise<void> {
  const content = {
    tags: {
      team: {
        tag_key: { '@@assign': 'Team' },
        tag_value: { '@@assign': ['red', 'blue-*'] },
        enforced_for: { '@@assign': enforcedFor },
      },
    },
  };
  const { client } = organization;
  const made = await client.send(
    new org.CreatePolicyCommand({
      Name: name(),
      Description: '',
      Type: 'TAG_POLICY',
      Content: JSON.stringify(content),
    }),
  );
  const PolicyId = made.Policy?.PolicySummary?.Id ?? '';
  await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: target }));
  try {
    await run();
  } finally {
    await client.send(new org.DetachPolicyCommand({ PolicyId, TargetId: target }));
  }
}

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  unit = await organization.unit('unit');
  const { client, rootId } = organization;
  await client.send(new org.EnablePolicyTypeCommand({ RootId: rootId, PolicyType: 'TAG_POLICY' }));
  const account = await organization.account('shop', unit);
  const config = { ...cloud.clientConfig(), maxAttempts: 1, credentials: await organization.keysIn(account) };
  member = new iam.IAMClient(config);
  memberKms = new kms.KMSClient(config);
  profile = name();
  const [policy, , device, provider, key] = await Promise.all([
    member.send(new iam.CreatePolicyCommand({ PolicyName: name(), PolicyDocument: document })),
    member.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: profile })),
    member.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name() })),
    member.send(new iam.CreateOpenIDConnectProviderCommand({ Url: 'https://idp.example.com' })),
    memberKms.send(new kms.CreateKeyCommand({})),
  ]);
  policyArn = policy.Policy?.Arn ?? '';
  serial = device.VirtualMFADevice?.SerialNumber ?? '';
  providerArn = provider.OpenIDConnectProviderArn ?? '';
  keyId = key.KeyMetadata?.KeyId ?? '';
});
afterAll(() => cloud.stop());

describe.each(Object.entries(calls))('%s', (_, [type, call]) => {
  const error = type === 'kms:key' ? 'TagException' : 'InvalidInputException';

  test.each([[type], [`${type.split(':')[0]}:*`], [`${type.split(':')[0]}:ALL_SUPPORTED`]])(
    'enforced for %s',
    async (enforcedFor) => {
      await whileEnforced([enforcedFor], unit, async () => {
        await expect(call([{ Key: 'Team', Value: 'green' }])).rejects.toMatchObject({
          name: error,
          message: "The tag policy does not allow the specified value for the following tag key: 'Team'.",
        });
        await expect(call([{ Key: 'team', Value: 'red' }])).rejects.toMatchObject({
          name: error,
          message: "The tag policy does not allow the specified capitalization of the following tag key: 'team'.",
        });
        await call([{ Key: 'Team', Value: 'blue-1' }]);
        await call([{ Key: 'Other', Value: 'green' }]);
      });
      await call([{ Key: 'Team', Value: 'green' }]);
    },
  );

  test('not enforced for its type, or attached elsewhere', async () => {
    const complies = async (): Promise<void> => void (await call([{ Key: 'Team', Value: 'green' }]));
    await whileEnforced(['organizations:*'], unit, complies);
    await whileEnforced([type], cloud.accountId, complies);
  });
});

test.each(Object.entries(free))('%s is not bound', async (_, call) => {
  await whileEnforced(['iam:*', 'iam:ALL_SUPPORTED'], unit, async () => {
    await call([{ Key: 'Team', Value: 'green' }]);
  });
});
