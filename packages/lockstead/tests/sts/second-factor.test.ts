/** A code from a user's MFA device with GetSessionToken and AssumeRole: what it opens, once, and how often it may be wrong. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import * as sdk from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOnly, type Key, newUser } from '../support/iam.ts';
import { totp } from '../support/totp.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

interface Holder {
  readonly name: string;
  readonly sts: sdk.STSClient;
  readonly SerialNumber: string;
  readonly seed: string;
  /** A code that enabling the device has used up. */
  readonly spent: string;
}

const withFactor = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const wrongCode = {
  name: 'AccessDenied',
  message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
};
const unknownDevice = {
  name: 'AccessDenied',
  message:
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
};

/** The codes before this one are spent by enabling, so that this one is good. */
const good = ({ seed }: Pick<Holder, 'seed'>): string => totp(seed, 1);
const stsOf = (key: Key): sdk.STSClient => new sdk.STSClient({ ...cloud.clientConfig(key), maxAttempts: 1 });

async function holder(name: string): Promise<Holder> {
  const { key } = await newUser(cloud, name);
  const { VirtualMFADevice } = await admin.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }));
  const { SerialNumber = '', Base32StringSeed = new Uint8Array() } = VirtualMFADevice ?? {};
  const seed = Buffer.from(Base32StringSeed).toString();
  const codes = { AuthenticationCode1: totp(seed, -1), AuthenticationCode2: totp(seed) };
  await admin.send(new iam.EnableMFADeviceCommand({ UserName: name, SerialNumber, ...codes }));
  return { name, sts: stsOf(key), SerialNumber, seed, spent: codes.AuthenticationCode2 };
}

const session = async (who: Holder, factor: object = {}): Promise<Key & { readonly sessionToken: string }> => {
  const { Credentials } = await who.sts.send(new sdk.GetSessionTokenCommand(factor));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};
const factorOf = (who: Holder, TokenCode = good(who)): object => ({ SerialNumber: who.SerialNumber, TokenCode });

describe('GetSessionToken', () => {
  test('proves the factor: policies that ask for it are met, and IAM is open', async () => {
    const alice = await holder('alice');
    await allowOnly(cloud, 'alice', 'iam:ListUsers', '*', withFactor);
    const list = (key: Key): Promise<object> =>
      new iam.IAMClient({ ...cloud.clientConfig(key), maxAttempts: 1 }).send(new iam.ListUsersCommand({}));
    await expect(list(await session(alice))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    const key = await session(alice, factorOf(alice));
    await list(key);
    const aged = { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } };
    await allowOnly(cloud, 'alice', 'iam:ListUsers', '*', aged);
    await list(key);
    await cloud.clock.advance('PT2H');
    await expect(list(key)).rejects.toMatchObject({ name: 'AccessDenied' });
    const { Events = [] } = await new CloudTrailClient(cloud.clientConfig()).send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'alice' }] }),
    );
    const told = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
    const listed = told.find(({ eventName }) => eventName === 'ListUsers');
    expect(listed?.userIdentity?.sessionContext?.attributes?.mfaAuthenticated).toBe('true');
    expect(JSON.stringify(told.filter(({ eventName }) => eventName === 'GetSessionToken'))).not.toContain('okenCode');
  });

  test('a code is good once, and only the device’s own', async () => {
    const bob = await holder('bob');
    const eve = await holder('eve');
    await expect(session(bob, factorOf(bob, bob.spent))).rejects.toMatchObject(wrongCode);
    await expect(session(eve, factorOf(bob))).rejects.toMatchObject(unknownDevice);
    await expect(session(bob, { SerialNumber: bob.SerialNumber })).rejects.toMatchObject({
      message: 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    });
    const TokenCode = good(bob);
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => session(bob, factorOf(bob, TokenCode))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(wrongCode);
  });

  test('five wrong codes, and the right one does not count either', async () => {
    const tried = await holder('tried');
    const other = await holder('not-tried');
    const right = good(tried);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n += 1)
      await expect(session(tried, factorOf(tried, wrong))).rejects.toMatchObject(wrongCode);
    await expect(session(tried, factorOf(tried, right))).rejects.toMatchObject(wrongCode);
    await session(other, factorOf(other));
  });

  test('a code that comes again is no guess, however often', async () => {
    const busy = await holder('busy');
    const factor = factorOf(busy);
    await session(busy, factor);
    for (let n = 0; n < 8; n += 1) await expect(session(busy, factor)).rejects.toMatchObject(wrongCode);
    const { name: UserName, SerialNumber, seed } = busy;
    const codes = { AuthenticationCode1: totp(seed, 20), AuthenticationCode2: totp(seed, 21) };
    await admin.send(new iam.ResyncMFADeviceCommand({ UserName, SerialNumber, ...codes }));
    // The device is ten minutes ahead from now on.
    await expect(session(busy, factor)).rejects.toMatchObject(wrongCode);
    await session(busy, factorOf(busy, totp(seed, 22)));
  });

  test('a device that was given up proves nothing', async () => {
    const gone = await holder('gone');
    const { name: UserName, SerialNumber } = gone;
    await admin.send(new iam.DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    await expect(session(gone, factorOf(gone))).rejects.toMatchObject(unknownDevice);
  });
});

describe('AssumeRole', () => {
  test('a role that asks for a factor is assumed with one, and its session has it', async () => {
    const carol = await holder('carol');
    const AWS = `arn:aws:iam::${cloud.accountId}:user/carol`;
    const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', Condition: withFactor }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Role } = await admin.send(new iam.CreateRoleCommand({ RoleName: 'guarded', AssumeRolePolicyDocument }));
    const assume = (factor: object = {}): Promise<sdk.AssumeRoleResponse> =>
      carol.sts.send(new sdk.AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'carol', ...factor }));
    await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('carol') });
    await expect(assume(factorOf(carol, carol.spent))).rejects.toMatchObject(wrongCode);
    const factor = factorOf(carol);
    const { Credentials } = await assume(factor);
    await expect(assume(factor)).rejects.toMatchObject(wrongCode);

    await admin.send(
      new iam.PutRolePolicyCommand({
        RoleName: 'guarded',
        PolicyName: 'only',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition: withFactor }],
        }),
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const key = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    await new iam.IAMClient(cloud.clientConfig(key)).send(new iam.ListUsersCommand({}));
  });
});
