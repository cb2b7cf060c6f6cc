/** Each field of an event as CloudTrail writes it, for each kind of caller and outcome. */
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days } from '#kernel/clock';
import {
  allow,
  assumed,
  type Clients,
  clientsOf,
  eventsOf,
  keysOf,
  lastRecord,
  newRole,
  newUser,
  policy,
  recordOf,
  trust,
} from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let root: Clients;
let account: string;
let there: Clients;
let thereId: string;

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const second = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
/** IAM writes no comma after the year, STS does. */
const iamTime = expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}:\d{2}\u202f[AP]M$/);
const stsTime = expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}:\d{2} [AP]M$/);

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  const [first, other] = house.accounts;
  account = first.id;
  thereId = other?.id ?? '';
  admin = clientsOf(house, first.admin);
  root = clientsOf(house, first.root ?? first.admin);
  there = clientsOf(house, other?.admin ?? first.admin);
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

test('a write, whole', async () => {
  const Tags = [{ Key: 'Team', Value: 'blue' }];
  const { User } = await admin.iam.send(new CreateUserCommand({ UserName: 'whole', Path: '/a/', Tags }));
  const record = await lastRecord(admin, 'CreateUser');
  expect(record).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: expect.stringMatching(/^AIDA/),
      arn: `arn:aws:iam::${account}:user/admin`,
      accountId: account,
      accessKeyId: admin.keys.accessKeyId,
      userName: 'admin',
    },
    eventTime: second,
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: expect.stringContaining('aws-sdk-js'),
    requestParameters: { userName: 'whole', path: '/a/', tags: [{ key: 'Team', value: 'blue' }] },
    responseElements: {
      user: {
        path: '/a/',
        userName: 'whole',
        userId: User?.UserId,
        arn: `arn:aws:iam::${account}:user/a/whole`,
        createDate: iamTime,
        tags: [{ key: 'Team', value: 'blue' }],
      },
    },
    requestID: uuid,
    eventID: uuid,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  });
});

test('a read has no answer, and no parameters where none were given', async () => {
  await admin.iam.send(new ListUsersCommand({}));
  expect(await lastRecord(admin, 'ListUsers')).toMatchObject({
    requestParameters: null,
    responseElements: null,
    readOnly: true,
  });
  await admin.iam.send(new GetUserCommand({ UserName: 'admin' }));
  expect(await lastRecord(admin, 'GetUser')).toMatchObject({
    requestParameters: { userName: 'admin' },
    responseElements: null,
  });
});

test('the id of the request is the one that was answered', async () => {
  const { $metadata } = await admin.sts.send(new GetCallerIdentityCommand({}));
  expect((await lastRecord(admin, 'GetCallerIdentity'))['requestID']).toBe($metadata.requestId);
});

test('a write without an answer', async () => {
  await admin.iam.send(new CreateUserCommand({ UserName: 'attached' }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await admin.iam.send(new AttachUserPolicyCommand({ UserName: 'attached', PolicyArn }));
  expect(await lastRecord(admin, 'AttachUserPolicy')).toMatchObject({
    requestParameters: { userName: 'attached', policyArn: PolicyArn },
    responseElements: null,
    readOnly: false,
  });
});

test('a secret that was answered is not there', async () => {
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'attached' }));
  const record = await lastRecord(admin, 'CreateAccessKey');
  expect(record.responseElements).toEqual({
    accessKey: {
      userName: 'attached',
      accessKeyId: AccessKey?.AccessKeyId,
      status: 'Active',
      createDate: iamTime,
    },
  });
  expect(JSON.stringify(record)).not.toContain(AccessKey?.SecretAccessKey);
});

describe('who', () => {
  test('the root user', async () => {
    await root.sts.send(new GetCallerIdentityCommand({}));
    expect((await lastRecord(admin, 'GetCallerIdentity')).userIdentity).toEqual({
      type: 'Root',
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      accessKeyId: root.keys.accessKeyId,
    });
  });

  test('a user with temporary credentials', async () => {
    const { Credentials } = await admin.sts.send(new GetSessionTokenCommand({}));
    const session = clientsOf(house, keysOf(Credentials));
    await session.sts.send(new GetCallerIdentityCommand({}));
    expect((await lastRecord(admin, 'GetCallerIdentity')).userIdentity).toEqual({
      type: 'IAMUser',
      principalId: expect.stringMatching(/^AIDA/),
      arn: `arn:aws:iam::${account}:user/admin`,
      accountId: account,
      accessKeyId: session.keys.accessKeyId,
      userName: 'admin',
      sessionContext: { attributes: { creationDate: second, mfaAuthenticated: 'false' } },
    });
  });

  test('a role', async () => {
    const arn = await newRole(admin, 'who', trust(account));
    const session = await assumed(house, admin, { RoleArn: arn, SourceIdentity: 'alice' });
    await session.sts.send(new GetCallerIdentityCommand({}));
    expect((await lastRecord(admin, 'GetCallerIdentity')).userIdentity).toEqual({
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
      arn: `arn:aws:sts::${account}:assumed-role/who/session`,
      accountId: account,
      accessKeyId: session.keys.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
          arn,
          accountId: account,
          userName: 'who',
        },
        attributes: { creationDate: second, mfaAuthenticated: 'false' },
        sourceIdentity: 'alice',
      },
    });
  });

  test('a federated user', async () => {
    const { Credentials } = await admin.sts.send(new GetFederationTokenCommand({ Name: 'bob' }));
    const session = clientsOf(house, keysOf(Credentials));
    await session.sts.send(new GetCallerIdentityCommand({}));
    expect((await lastRecord(admin, 'GetCallerIdentity')).userIdentity).toEqual({
      type: 'FederatedUser',
      principalId: `${account}:bob`,
      arn: `arn:aws:sts::${account}:federated-user/bob`,
      accountId: account,
      accessKeyId: session.keys.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'IAMUser',
          principalId: expect.stringMatching(/^AIDA/),
          arn: `arn:aws:iam::${account}:user/admin`,
          accountId: account,
          userName: 'admin',
        },
        attributes: { creationDate: second, mfaAuthenticated: 'false' },
      },
    });
  });
});

describe('what came of it', () => {
  test('denied by policy: no parameters, and on disk before the answer', async () => {
    const user = await newUser(house, admin, 'nobody');
    const { message } = await refusalOf(user.iam.send(new GetUserCommand({ UserName: 'admin' })));
    expect(await lastRecord(admin, 'GetUser')).toMatchObject({
      errorCode: 'AccessDenied',
      errorMessage: message,
      requestParameters: null,
      responseElements: null,
      userIdentity: { userName: 'nobody' },
    });
  });

  test('denied by policy in a service with an exception for it: recorded under the one name', async () => {
    const user = await newUser(house, admin, 'blind');
    expect((await refusalOf(eventsOf(user))).code).toBe('AccessDeniedException');
    const [denied] = await eventsOf(admin, {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'blind' }],
    });
    expect(recordOf(denied)).toMatchObject({ eventName: 'LookupEvents', errorCode: 'AccessDenied' });
  });

  test('an error bears the name it has in the model', async () => {
    const refused = await refusalOf(admin.iam.send(new GetUserCommand({ UserName: 'missing' })));
    expect(refused.code).toBe('NoSuchEntityException');
    expect(await lastRecord(admin, 'GetUser')).toMatchObject({
      errorCode: 'NoSuchEntityException',
      errorMessage: 'The user with name missing cannot be found.',
      requestParameters: { userName: 'missing' },
    });
    await refusalOf(admin.iam.send(new CreateUserCommand({ UserName: 'admin' })));
    expect(await lastRecord(admin, 'CreateUser')).toMatchObject({
      errorCode: 'EntityAlreadyExistsException',
      readOnly: false,
    });
  });

  test('what breaks the model is an event too', async () => {
    await refusalOf(admin.iam.send(new CreateUserCommand({ UserName: 'white space' })));
    const record = await lastRecord(admin, 'CreateUser');
    expect(record['errorCode']).toBe('ValidationException');
    expect(record['errorMessage']).toMatch(/^The specified value for userName is invalid/);
  });

  test('names with line breaks break nothing', async () => {
    const RoleArn = `arn:aws:iam::${account}:role/two\nlines`;
    await refusalOf(admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })));
    await refusalOf(admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a b' })));
    expect((await lastRecord(admin, 'AssumeRole'))['errorCode']).toBe('ValidationException');
    await eventsOf(admin, { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'a\nb' }] });
  });
});

describe('STS', () => {
  test('credentials without their secret, and the role as a resource', async () => {
    const RoleArn = await newRole(admin, 'handed-out', trust(account));
    const answer = await admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
    const record = await lastRecord(admin, 'AssumeRole');
    expect(record).toMatchObject({
      readOnly: true,
      requestParameters: { roleArn: RoleArn, roleSessionName: 'session' },
      resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: RoleArn }],
      additionalEventData: { RequestDetails: { endpointType: 'regional', awsServingRegion: 'us-east-1' } },
    });
    expect(record.responseElements).toEqual({
      credentials: {
        accessKeyId: answer.Credentials?.AccessKeyId,
        sessionToken: answer.Credentials?.SessionToken,
        expiration: stsTime,
      },
      assumedRoleUser: {
        assumedRoleId: answer.AssumedRoleUser?.AssumedRoleId,
        arn: answer.AssumedRoleUser?.Arn,
      },
    });
    const [event] = await eventsOf(admin, {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: answer.Credentials?.AccessKeyId ?? '' }],
    });
    expect(event?.Resources).toEqual([
      { ResourceType: 'AWS::IAM::AccessKey', ResourceName: answer.Credentials?.AccessKeyId },
      { ResourceType: 'AWS::STS::AssumedRole', ResourceName: 'session' },
      { ResourceType: 'AWS::STS::AssumedRole', ResourceName: answer.AssumedRoleUser?.AssumedRoleId },
      { ResourceType: 'AWS::STS::AssumedRole', ResourceName: answer.AssumedRoleUser?.Arn },
      { ResourceType: 'AWS::IAM::Role', ResourceName: RoleArn },
    ]);
  });

  test('what a chain hands on', async () => {
    const first = await newRole(admin, 'first', trust(account));
    const secondRole = await newRole(admin, 'second', trust(first));
    const session = await assumed(house, admin, {
      RoleArn: first,
      Tags: [{ Key: 'Department', Value: 'Engineering' }],
      TransitiveTagKeys: ['Department'],
      SourceIdentity: 'alice',
    });
    await assumed(house, session, { RoleArn: secondRole, Tags: [{ Key: 'Email', Value: 'a@example.com' }] });
    expect((await lastRecord(admin, 'AssumeRole')).requestParameters).toEqual({
      incomingTransitiveTags: { Department: 'Engineering' },
      sourceIdentity: 'alice',
      tags: [{ key: 'Email', value: 'a@example.com' }],
      roleArn: secondRole,
      roleSessionName: 'session',
    });
  });

  test('a second factor\u2019s code is not kept', async () => {
    const input = { SerialNumber: `arn:aws:iam::${account}:mfa/admin`, TokenCode: '654321' };
    await refusalOf(admin.sts.send(new GetSessionTokenCommand(input)));
    const record = await lastRecord(admin, 'GetSessionToken');
    expect(record.requestParameters).toEqual({ serialNumber: input.SerialNumber });
    expect(record['errorCode']).toBe('AccessDenied');
  });
});

describe('across accounts', () => {
  test('an event in each, tied together; the owner is told a number and an id', async () => {
    const RoleArn = await newRole(there, 'shared', trust(account));
    await admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visitor' }));
    const own = await lastRecord(admin, 'AssumeRole');
    const theirs = await lastRecord(there, 'AssumeRole');
    expect(own.userIdentity).toMatchObject({ type: 'IAMUser', userName: 'admin' });
    expect(theirs.userIdentity).toEqual({
      type: 'AWSAccount',
      principalId: own.userIdentity['principalId'],
      accountId: account,
    });
    expect(own['recipientAccountId']).toBe(account);
    expect(theirs['recipientAccountId']).toBe(thereId);
    expect(own['sharedEventID']).toEqual(uuid);
    expect(theirs['sharedEventID']).toBe(own['sharedEventID']);
    expect(theirs['requestID']).toBe(own['requestID']);
    expect(theirs['eventID']).not.toBe(own['eventID']);
    const resources = [{ accountId: thereId, type: 'AWS::IAM::Role', ARN: RoleArn }];
    expect([own['resources'], theirs['resources']]).toEqual([resources, resources]);
    const AttributeValue = admin.keys.accessKeyId;
    expect(await eventsOf(there, { LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue }] })).toEqual([]);
  });

  test('what was denied is the caller\u2019s affair alone', async () => {
    const RoleArn = await newRole(there, 'closed', trust(`arn:aws:iam::${thereId}:user/admin`));
    await refusalOf(admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'refused' })));
    expect(await lastRecord(admin, 'AssumeRole')).toMatchObject({ errorCode: 'AccessDenied' });
    const theirs = await eventsOf(there, {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }],
    });
    expect(theirs.filter((event) => event.CloudTrailEvent?.includes('refused'))).toEqual([]);
  });
});

test('requests that nobody can be held to are no events, and stand in the log without their secrets', async () => {
  const before = (await eventsOf(admin)).length;
  const keys = { accessKeyId: admin.keys.accessKeyId, secretAccessKey: 'wrong-secret-wrong-secret' };
  const unknown = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'unknown-secret' };
  await refusalOf(clientsOf(house, keys).sts.send(new GetCallerIdentityCommand({})));
  await refusalOf(clientsOf(house, unknown).sts.send(new GetCallerIdentityCommand({})));
  await fetch(house.endpoint, { method: 'POST', headers: { host: 'x', 'x-amz-target': 'x' } });
  await fetch(`${house.endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
    },
    body: '{}',
  });
  const lines = house.logLines.filter((line) => line.includes('nobody can be held to')).map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'warn', code: 'SignatureDoesNotMatch', accessKeyId: admin.keys.accessKeyId, sourceIp: '127.0.0.1' },
    { level: 'warn', code: 'InvalidClientTokenId', accessKeyId: unknown.accessKeyId, operation: 'GetCallerIdentity' },
    { level: 'warn', service: 'cloudtrail', operation: 'LookupEvents' },
  ]);
  // One more: the lookup itself.
  expect((await eventsOf(admin, { MaxResults: 50 })).length).toBe(Math.min(50, before + 1));
});

test('a field that is too large is left out, and its size said', async () => {
  const PolicyDocument = policy(allow('s3:GetObject')).replace('{', `{${' '.repeat(120_000)}`);
  const { PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
  await admin.iam
    .send(new PutUserPolicyCommand({ UserName: 'attached', PolicyName: 'wide', PolicyDocument }))
    .catch(() => undefined);
  const record = await lastRecord(admin, 'PutUserPolicy');
  expect(record.requestParameters).toEqual({
    omitted: true,
    originalSize: expect.any(Number),
    reason: 'Maximum size exceeded',
  });
});

// Last: it moves the clock of the house.
test('time is the product\u2019s', async () => {
  await house.advance(days(1));
  await admin.sts.send(new GetCallerIdentityCommand({}));
  const { eventTime } = await lastRecord(admin, 'GetCallerIdentity');
  expect(Math.abs(Date.parse(String(eventTime)) - Date.now() - 86_400_000)).toBeLessThan(10_000);
});
