/** Real SDK clients against the codecs, over a real socket: what the one writes the other reads. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';

let fixture: FixtureServer;
beforeAll(async () => {
  fixture = await startFixtureServer();
});
afterAll(() => fixture.close());

const at = new Date('2026-11-22T07:30:29Z');

test('awsQuery: lists, nested structures and times, both ways', async () => {
  const User = { UserName: 'a<&b', UserId: 'AIDA1', Path: '/', Arn: 'arn:aws:iam::1:user/a', CreateDate: at, Tags: [] };
  fixture.answer = { output: { User, Secret: 'not in the model' } };
  const iam = new IAMClient(fixture.clientConfig());
  const input = {
    UserName: 'alice',
    Tags: [
      { Key: 'a=b+c', Value: 'ü +@:/' },
      { Key: 'x', Value: '' },
    ],
  };
  const created = await iam.send(new CreateUserCommand(input));
  expect(fixture.seen).toMatchObject({ operation: 'CreateUser', decoded: { ok: true, input, ignored: [] } });
  expect(created.User).toEqual(User);
  expect(created.$metadata.requestId).toBe('request-1');
  fixture.answer = { output: { Users: [User, User], IsTruncated: false } };
  const listed = await iam.send(new ListUsersCommand({ MaxItems: 7 }));
  expect(fixture.seen?.decoded).toEqual({ ok: true, input: { MaxItems: 7 }, ignored: [] });
  expect(listed.Users).toEqual([User, User]);
  expect(listed.IsTruncated).toBe(false);
});

test('awsQuery: errors come back as the SDK knows them', async () => {
  const message = 'The user with name a<b> cannot be found.';
  fixture.answer = { error: { code: 'NoSuchEntity', httpStatus: 404, fault: 'client', message } };
  const failed = new IAMClient(fixture.clientConfig()).send(new GetUserCommand({ UserName: 'a' }));
  await expect(failed).rejects.toMatchObject({ name: 'NoSuchEntityException', message, $fault: 'client' });
});

test('awsQuery: what is required is asked for in AWS words', async () => {
  fixture.answer = {};
  const failed = new IAMClient(fixture.clientConfig()).send(new CreateUserCommand({ UserName: undefined as never }));
  await expect(failed).rejects.toMatchObject({
    name: 'ValidationError',
    message: "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null",
  });
});

test('sts', async () => {
  fixture.answer = {
    output: { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:root', UserId: '111122223333' },
  };
  const sts = new STSClient(fixture.clientConfig());
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '111122223333' });
  const Credentials = { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: at };
  fixture.answer = { output: { Credentials, PackedPolicySize: 6 } };
  const input = {
    RoleArn: 'arn:aws:iam::111122223333:role/r',
    RoleSessionName: 's-1',
    DurationSeconds: 900,
    TransitiveTagKeys: [],
  };
  const assumed = await sts.send(new AssumeRoleCommand(input));
  expect(assumed).toMatchObject({ Credentials, PackedPolicySize: 6 });
  expect(fixture.seen?.decoded).toEqual({ ok: true, input, ignored: [] });
});

test('awsJson1.1: times are seconds, both ways', async () => {
  const Events = [{ EventId: 'e', EventTime: new Date(1_795_332_629_250), Resources: [] }];
  fixture.answer = { output: { Events, NextToken: 'n' } };
  const input = {
    StartTime: at,
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'x' }],
    MaxResults: 5,
  };
  const trail = new CloudTrailClient(fixture.clientConfig());
  expect(await trail.send(new LookupEventsCommand(input))).toMatchObject({ Events, NextToken: 'n' });
  expect(fixture.seen?.decoded).toEqual({ ok: true, input, ignored: [] });
  fixture.answer = { error: { code: 'InvalidTimeRangeException', httpStatus: 400, fault: 'client', message: 'no' } };
  await expect(trail.send(new LookupEventsCommand({}))).rejects.toMatchObject({
    name: 'InvalidTimeRangeException',
    message: 'no',
  });
});
