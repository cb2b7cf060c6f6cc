/** The account itself: its alias, its rules for passwords, its summary. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

test('one alias, which a new one replaces and only its own name deletes', async () => {
  const aliases = async (): Promise<string[] | undefined> =>
    (await admin.send(new iam.ListAccountAliasesCommand({}))).AccountAliases;
  expect(await aliases()).toEqual([]);
  await admin.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'first-name' }));
  await admin.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'second-name' }));
  expect(await aliases()).toEqual(['second-name']);
  await expect(admin.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'second-name' }))).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'The account alias second-name already exists.',
  });
  await expect(admin.send(new iam.DeleteAccountAliasCommand({ AccountAlias: 'first-name' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  await admin.send(new iam.DeleteAccountAliasCommand({ AccountAlias: 'second-name' }));
  expect(await aliases()).toEqual([]);
});

test('rules for passwords: none, set with defaults, set whole, and none again', async () => {
  const policy = async (): Promise<iam.PasswordPolicy | undefined> =>
    (await admin.send(new iam.GetAccountPasswordPolicyCommand({}))).PasswordPolicy;
  const none = {
    name: 'NoSuchEntityException',
    message: `The Password Policy with domain name ${cloud.accountId} cannot be found.`,
  };
  await expect(policy()).rejects.toMatchObject(none);
  await admin.send(new iam.UpdateAccountPasswordPolicyCommand({}));
  expect(await policy()).toEqual({
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
  });
  const whole = {
    MinimumPasswordLength: 14,
    RequireSymbols: true,
    RequireNumbers: true,
    RequireUppercaseCharacters: true,
    RequireLowercaseCharacters: true,
    AllowUsersToChangePassword: true,
    MaxPasswordAge: 90,
    PasswordReusePrevention: 24,
    HardExpiry: true,
  };
  await admin.send(new iam.UpdateAccountPasswordPolicyCommand(whole));
  expect(await policy()).toEqual({ ...whole, ExpirePasswords: true });
  // Not given is not "as it was".
  await admin.send(new iam.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 }));
  expect(await policy()).toMatchObject({ MinimumPasswordLength: 8, RequireSymbols: false, ExpirePasswords: false });
  await admin.send(new iam.DeleteAccountPasswordPolicyCommand({}));
  await expect(policy()).rejects.toMatchObject(none);
  await expect(admin.send(new iam.DeleteAccountPasswordPolicyCommand({}))).rejects.toMatchObject(none);
});

test('the summary counts what there is', async () => {
  const summary = async (): Promise<Partial<Record<string, number>>> =>
    (await admin.send(new iam.GetAccountSummaryCommand({}))).SummaryMap ?? {};
  const before = await summary();
  expect(before).toMatchObject({
    Users: 1,
    Groups: 1,
    UsersQuota: 5000,
    AccountAccessKeysPresent: 0,
    AccountPasswordPresent: 1,
  });
  await admin.send(new iam.CreateUserCommand({ UserName: 'counted' }));
  await admin.send(new iam.CreateGroupCommand({ GroupName: 'counted' }));
  expect(await summary()).toEqual({ ...before, Users: 2, Groups: 2 });
});
