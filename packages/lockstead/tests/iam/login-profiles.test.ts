/** Users' passwords: made, changed by others and by their owners, forgotten; the account's rules for them. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allowOnly, newUser } from '../support/iam.ts';
import { openHouse } from '../support/lockstead.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());
afterEach(async () => {
  await admin.send(new iam.DeleteAccountPasswordPolicyCommand({})).catch(() => undefined);
});

const first = 'First-Password-1';
const second = 'Second-Password-2';
const third = 'Third-Password-3';

const create = (UserName: string, Password: string | undefined = first): Promise<iam.CreateLoginProfileResponse> =>
  admin.send(new iam.CreateLoginProfileCommand({ UserName, Password }));
const update = (UserName: string, Password: string): Promise<object> =>
  admin.send(new iam.UpdateLoginProfileCommand({ UserName, Password }));
const change = (client: iam.IAMClient, OldPassword: string, NewPassword: string): Promise<object> =>
  client.send(new iam.ChangePasswordCommand({ OldPassword, NewPassword }));
const rules = (input: iam.UpdateAccountPasswordPolicyRequest): Promise<object> =>
  admin.send(new iam.UpdateAccountPasswordPolicyCommand(input));
const violation = { name: 'PasswordPolicyViolationException' };

/** A user with a password who may change it. */
async function owner(UserName: string): Promise<iam.IAMClient> {
  const { client } = await newUser(cloud, UserName);
  await create(UserName);
  await allowOnly(cloud, UserName, 'iam:ChangePassword', `arn:aws:iam::${cloud.accountId}:user/${UserName}`);
  return client;
}

test('made once, shown without the password, changed and deleted', async () => {
  const UserName = 'signs-in';
  const absent = { name: 'NoSuchEntityException', message: `Login Profile for User ${UserName} cannot be found.` };
  await admin.send(new iam.CreateUserCommand({ UserName }));
  const get = async (): Promise<iam.LoginProfile | undefined> =>
    (await admin.send(new iam.GetLoginProfileCommand({ UserName }))).LoginProfile;
  await expect(get()).rejects.toMatchObject(absent);
  await expect(update(UserName, first)).rejects.toMatchObject(absent);
  const { LoginProfile } = await create(UserName);
  expect(LoginProfile).toEqual({ UserName, CreateDate: expect.any(Date), PasswordResetRequired: false });
  expect(await get()).toEqual(LoginProfile);
  await expect(create(UserName)).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: `Login Profile for user ${UserName} already exists.`,
  });
  await admin.send(new iam.UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }));
  expect(await get()).toEqual({ ...LoginProfile, PasswordResetRequired: true });
  await admin.send(new iam.UpdateUserCommand({ UserName, NewUserName: 'renamed' }));
  await admin.send(new iam.UpdateUserCommand({ UserName: 'renamed', NewUserName: UserName }));
  await expect(admin.send(new iam.DeleteUserCommand({ UserName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete login profile first.',
  });
  await admin.send(new iam.DeleteLoginProfileCommand({ UserName }));
  await expect(admin.send(new iam.DeleteLoginProfileCommand({ UserName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Cannot find Login Profile for User ${UserName}`,
  });
  await admin.send(new iam.DeleteUserCommand({ UserName }));
  await expect(create(UserName)).rejects.toMatchObject({ message: `The user with name ${UserName} cannot be found.` });
});

test('by AWS’s rules, or the account’s own', async () => {
  const UserName = 'ruled';
  await admin.send(new iam.CreateUserCommand({ UserName }));
  await expect(create(UserName, 'Short-1')).rejects.toMatchObject({
    ...violation,
    message: 'Password should have a minimum length of 8',
  });
  await expect(admin.send(new iam.CreateLoginProfileCommand({ UserName }))).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await rules({ RequireSymbols: true });
  await expect(create(UserName, 'secret')).rejects.toMatchObject({
    ...violation,
    message: 'Password should have at least one symbol',
  });
  await create(UserName, 'secret!');
  await expect(update(UserName, 'secret')).rejects.toMatchObject(violation);
});

test('whoever knows the old password may change it to another', async () => {
  const client = await owner('changes');
  await expect(change(client, second, third)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'The old password was incorrect.',
  });
  await admin.send(new iam.UpdateLoginProfileCommand({ UserName: 'changes', PasswordResetRequired: true }));
  await change(client, first, second);
  const { LoginProfile } = await admin.send(new iam.GetLoginProfileCommand({ UserName: 'changes' }));
  expect(LoginProfile?.PasswordResetRequired).toBe(false);
  await expect(change(client, first, third)).rejects.toMatchObject({ name: 'AccessDenied' });
  await change(client, second, third);
  await expect(change(client, third, 'short')).rejects.toMatchObject(violation);
});

test('of two changes at once one is done', async () => {
  const client = await owner('races');
  const outcomes = await Promise.allSettled([change(client, first, second), change(client, first, third)]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(['EntityTemporarilyUnmodifiableException', 'AccessDenied']).toContain(lost.reason.name);
});

test('a password that is remembered is not used again', async () => {
  const UserName = 'repeats';
  const client = await owner(UserName);
  await rules({ PasswordReusePrevention: 2 });
  await expect(change(client, first, first)).rejects.toMatchObject(violation);
  await change(client, first, second);
  await expect(update(UserName, first)).rejects.toMatchObject(violation);
  await change(client, second, third);
  // The two remembered are the one in use and the one before it.
  await expect(change(client, third, second)).rejects.toMatchObject(violation);
  await change(client, third, first);
});

test('with hard expiry an old password is for an administrator to change', async () => {
  const UserName = 'expires';
  const client = await owner(UserName);
  await rules({ MaxPasswordAge: 30, HardExpiry: true });
  await cloud.clock.advance('P31D');
  await expect(change(client, first, second)).rejects.toMatchObject({ name: 'AccessDenied' });
  await update(UserName, second);
  await cloud.clock.advance('P31D');
  await rules({ MaxPasswordAge: 30 });
  await change(client, second, third);
});

test('it takes a permission, or an account that lets its users', async () => {
  const { client } = await newUser(cloud, 'asks');
  await create('asks');
  await expect(change(client, first, second)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('iam:ChangePassword'),
  });
  await rules({ AllowUsersToChangePassword: true });
  await change(client, first, second);
  await expect(
    client.send(new iam.UpdateLoginProfileCommand({ UserName: 'asks', Password: first })),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('only IAM users have passwords of this kind', async () => {
  await using house = await openHouse();
  const { root: keys } = house.accounts[0];
  if (keys === undefined) throw new TypeError('the first account has a root key');
  const root = new iam.IAMClient(house.clientConfig(keys));
  await expect(change(root, first, second)).rejects.toMatchObject({
    name: 'InvalidUserTypeException',
    message: 'Only IAM Users can change their own password',
  });
  await expect(root.send(new iam.GetLoginProfileCommand({}))).rejects.toMatchObject({ name: 'ValidationError' });
});

test('no password is in any event', async () => {
  const trail = new CloudTrailClient(cloud.clientConfig());
  const texts: string[] = [];
  for (const AttributeValue of ['CreateLoginProfile', 'UpdateLoginProfile', 'ChangePassword']) {
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] }),
    );
    expect(Events.length).toBeGreaterThan(0);
    texts.push(...Events.map(({ CloudTrailEvent }) => CloudTrailEvent ?? ''));
  }
  for (const password of [first, second, third, 'secret']) expect(texts.join('\n')).not.toContain(password);
});
