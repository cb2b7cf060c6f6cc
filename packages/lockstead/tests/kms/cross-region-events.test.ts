/** What is recorded in the other Region when a multi-Region key is replicated, synchronized, or gets another primary. */
import * as kms from '@aws-sdk/client-kms';
import { startLockstead } from 'lockstead';
import { expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';
import { eventsOf, kmsClient, newTestKey, refusal, type TestEvent } from './support.ts';

const one = (events: readonly TestEvent[], name: string): TestEvent => {
  const found = events.filter(({ eventName }) => eventName === name);
  expect(found.map(({ eventName }) => eventName)).toEqual([name]);
  return found[0] as TestEvent;
};

test('ReplicateKey and UpdatePrimaryRegion: a call of KMS in the name of the caller, in the other Region', async () => {
  await using cloud = await startLockstead({ ephemeral: true });
  const here = kmsClient(cloud);
  const { KeyId, Arn } = await newTestKey(here, { MultiRegion: true });
  const there = Arn.replace(cloud.region, 'us-west-2');
  const Tags = [{ TagKey: 'a', TagValue: 'b' }];
  await here.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'us-west-2', Tags }));
  const asked = one(await eventsOf(cloud, Arn), 'ReplicateKey');
  const created = one(await eventsOf(cloud, there, 'us-west-2'), 'CreateKey');
  expect(created).toMatchObject({
    eventType: 'AwsApiCall',
    awsRegion: 'us-west-2',
    requestID: asked.requestID,
    userIdentity: { ...asked.userIdentity, invokedBy: 'kms.amazonaws.com' },
    requestParameters: { description: '', multiRegion: true, tags: [{ tagKey: 'a', tagValue: 'b' }] },
    responseElements: {
      keyMetadata: {
        arn: there,
        keyId: KeyId,
        keyState: 'Creating',
        creationDate: expect.stringMatching(/^[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M$/),
        multiRegionConfiguration: { multiRegionKeyType: 'REPLICA', primaryKey: { arn: Arn, region: cloud.region } },
      },
    },
    resources: [{ ARN: there, type: 'AWS::KMS::Key' }],
  });
  await cloud.clock.advance('PT5S');
  const synchronized = one(await eventsOf(cloud, Arn), 'SynchronizeMultiRegionKey');
  expect(synchronized).toMatchObject({
    eventType: 'AwsApiCall',
    requestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    userIdentity: { accountId: cloud.accountId, invokedBy: 'AWS Internal' },
    requestParameters: null,
    responseElements: { keyId: Arn },
    resources: [{ ARN: Arn }],
  });
  await here.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: 'us-west-2' }));
  const from = one(await eventsOf(cloud, Arn), 'UpdatePrimaryRegion');
  const to = one(await eventsOf(cloud, there, 'us-west-2'), 'UpdatePrimaryRegion');
  expect(from).toMatchObject({
    awsRegion: cloud.region,
    requestParameters: { keyId: KeyId, primaryRegion: 'us-west-2' },
    responseElements: { keyId: Arn },
    resources: [{ ARN: Arn }],
  });
  expect(from.userIdentity).not.toHaveProperty('invokedBy');
  expect(to).toMatchObject({
    eventType: 'AwsApiCall',
    awsRegion: 'us-west-2',
    requestID: from.requestID,
    userIdentity: { ...from.userIdentity, invokedBy: 'kms.amazonaws.com' },
    requestParameters: { keyId: there, primaryRegion: 'us-west-2' },
    responseElements: { keyId: there },
  });
  expect(to).not.toHaveProperty('resources');
});

test('a call that is denied or fails records nothing in the other Region', async () => {
  await using cloud = await startLockstead({ ephemeral: true });
  const here = kmsClient(cloud);
  const { KeyId, Arn } = await newTestKey(here, { MultiRegion: true });
  const ReplicaRegion = 'us-west-2';
  const user = kmsClient(cloud, (await newUser(cloud, 'nobody')).key);
  const denied = await refusal(user.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion })));
  expect(denied.name).toBe('AccessDeniedException');
  await here.send(new kms.DisableKeyCommand({ KeyId }));
  const failed = await refusal(here.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion })));
  expect(failed.name).toBe('DisabledException');
  expect(await eventsOf(cloud, Arn.replace(cloud.region, ReplicaRegion), ReplicaRegion)).toEqual([]);
});
