/** Access keys: two a user, switched off and on, deleted; when, where and for what they were last used. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
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

test('a key that is switched off or deleted signs nothing, at once', async () => {
  const UserName = 'rotating';
  const { key } = await newUser(cloud, UserName);
  const AccessKeyId = key.accessKeyId;
  const whoAmI = (): Promise<unknown> => new STSClient(cloud.clientConfig(key)).send(new GetCallerIdentityCommand({}));
  const unknown = { name: 'InvalidClientTokenId' };

  await whoAmI();
  await admin.send(new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
  await expect(whoAmI()).rejects.toMatchObject(unknown);
  const { AccessKeyMetadata } = await admin.send(new iam.ListAccessKeysCommand({ UserName }));
  expect(AccessKeyMetadata).toEqual([{ UserName, AccessKeyId, Status: 'Inactive', CreateDate: expect.any(Date) }]);
  await admin.send(new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Active' }));
  await whoAmI();
  await expect(
    admin.send(new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Expired' })),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
  await admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await expect(whoAmI()).rejects.toMatchObject(unknown);
});

test('two keys at most, and room again when one is deleted', async () => {
  const UserName = 'two';
  const { key } = await newUser(cloud, UserName);
  await newKey(admin, UserName);
  await expect(newKey(admin, UserName)).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
  await admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId }));
  await newKey(admin, UserName);
});

test('without a name the caller’s own keys are meant; another user’s are not found under one’s own name', async () => {
  const mine = await newUser(cloud, 'mine');
  const theirs = await newUser(cloud, 'theirs');
  await allowOnly(cloud, 'mine', 'iam:*AccessKey*', `arn:aws:iam::${cloud.accountId}:user/mine`);
  const { AccessKeyMetadata } = await mine.client.send(new iam.ListAccessKeysCommand({}));
  expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([mine.key.accessKeyId]);
  const AccessKeyId = theirs.key.accessKeyId;
  await expect(mine.client.send(new iam.DeleteAccessKeyCommand({ AccessKeyId }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `The Access Key with id ${AccessKeyId} cannot be found.`,
  });
  await expect(
    mine.client.send(new iam.DeleteAccessKeyCommand({ AccessKeyId, UserName: 'theirs' })),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
  await mine.client.send(new iam.UpdateAccessKeyCommand({ AccessKeyId: mine.key.accessKeyId, Status: 'Inactive' }));
});

describe('GetAccessKeyLastUsed', () => {
  const lastUsed = async (AccessKeyId: string): Promise<iam.GetAccessKeyLastUsedResponse> => {
    const { $metadata, ...answer } = await admin.send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId }));
    return answer;
  };

  test('N/A until the first use; then the service, the region and the minute of the last one, denied ones included', async () => {
    const UserName = 'used';
    const { key, client } = await newUser(cloud, UserName);
    expect(await lastUsed(key.accessKeyId)).toEqual({
      UserName,
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });

    await new STSClient({ ...cloud.clientConfig(key), region: 'eu-west-3' }).send(new GetCallerIdentityCommand({}));
    const first = await lastUsed(key.accessKeyId);
    expect(first.AccessKeyLastUsed).toEqual({
      ServiceName: 'sts',
      Region: 'eu-west-3',
      LastUsedDate: expect.any(Date),
    });

    await cloud.clock.advance('PT3H');
    await expect(client.send(new iam.ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    const second = await lastUsed(key.accessKeyId);
    expect(second.AccessKeyLastUsed).toMatchObject({ ServiceName: 'iam', Region: 'us-east-1' });
    const at = second.AccessKeyLastUsed?.LastUsedDate?.getTime() ?? 0;
    expect(at % 60_000).toBe(0);
    expect(cloud.clock.now().getTime() - at).toBeLessThan(120_000);
  });

  test('what was not signed with the key’s secret is no use; nor is a session made with it', async () => {
    const { key } = await newUser(cloud, 'guessed');
    await expect(
      new STSClient(cloud.clientConfig({ ...key, secretAccessKey: 'x'.repeat(40) })).send(
        new GetCallerIdentityCommand({}),
      ),
    ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect((await lastUsed(key.accessKeyId)).AccessKeyLastUsed?.LastUsedDate).toBeUndefined();

    await allowOnly(cloud, 'guessed', 'sts:*');
    const { Credentials } = await new STSClient(cloud.clientConfig(key)).send(new GetSessionTokenCommand({}));
    const before = (await lastUsed(key.accessKeyId)).AccessKeyLastUsed?.LastUsedDate;
    await cloud.clock.advance('PT10M');
    await new STSClient(
      cloud.clientConfig({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      }),
    ).send(new GetCallerIdentityCommand({}));
    expect((await lastUsed(key.accessKeyId)).AccessKeyLastUsed?.LastUsedDate).toEqual(before);
  });

  test('a key that is nobody’s here cannot be told from one that may not be asked about', async () => {
    const AccessKeyId = 'AKIAIOSFODNN7EXAMPLE';
    await expect(lastUsed(AccessKeyId)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${cloud.accountId}:user/admin is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
    });
  });

  test('is there after a restart', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const data = mkdtempSync('/tmp/lockstead-iam-');
    try {
      const first = await startLockstead({ data });
      const key = first.credentials.accessKeyId;
      const used = (it: Cloud): Promise<iam.GetAccessKeyLastUsedResponse> =>
        new iam.IAMClient(it.clientConfig()).send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: other }));
      const { key: second } = await newUser(first, 'kept');
      const other = second.accessKeyId;
      await new STSClient(first.clientConfig(second)).send(new GetCallerIdentityCommand({}));
      const before = await used(first);
      await first.stop();
      await using again = await startLockstead({ data });
      expect(again.credentials.accessKeyId).toBe(key);
      expect((await used(again)).AccessKeyLastUsed).toEqual(before.AccessKeyLastUsed);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});

test('LookupEvents finds a key’s and a user’s events by their names', async () => {
  const { key } = await newUser(cloud, 'looked-up');
  const trail = new CloudTrailClient(cloud.clientConfig());
  for (const AttributeValue of ['looked-up', key.accessKeyId]) {
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue }] }),
    );
    expect(Events.map(({ EventName }) => EventName)).toContain('CreateAccessKey');
    const made = Events.find(({ EventName }) => EventName === 'CreateAccessKey');
    expect(made?.Resources).toEqual(
      expect.arrayContaining([
        { ResourceType: 'AWS::IAM::AccessKey', ResourceName: key.accessKeyId },
        { ResourceType: 'AWS::IAM::User', ResourceName: 'looked-up' },
      ]),
    );
    expect(made?.CloudTrailEvent).not.toContain(key.secretAccessKey);
  }
});
