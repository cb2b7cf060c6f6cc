/** Corners of IAM's and STS's events in which AWS's records differ from what its interfaces say. Seen in public events of 2023 to 2026. */
import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateServiceLinkedRoleCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allow, type Clients, clientsOf, lastRecord, newRole, newUser, trust } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let alice: Clients;
beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  alice = await newUser(house, admin, 'alice', allow('*'));
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const UserName = 'alice';
const Password = 'Correct-Horse-1';

test('passwords are left out of the parameters, and nothing says that they were there', async () => {
  await admin.iam.send(new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: false }));
  expect((await lastRecord(admin, 'CreateLoginProfile'))['requestParameters']).toEqual({
    userName: UserName,
    passwordResetRequired: false,
  });
  await admin.iam.send(new UpdateLoginProfileCommand({ UserName, Password: `${Password} 2` }));
  expect((await lastRecord(admin, 'UpdateLoginProfile'))['requestParameters']).toEqual({ userName: UserName });
  await alice.iam.send(new ChangePasswordCommand({ OldPassword: `${Password} 2`, NewPassword: `${Password} 3` }));
  expect((await lastRecord(admin, 'ChangePassword'))['requestParameters']).toBeNull();
});

test('the operations that make sessions of long-term credentials are no reads', async () => {
  await alice.sts.send(new GetSessionTokenCommand({}));
  expect((await lastRecord(admin, 'GetSessionToken'))['readOnly']).toBe(false);
  await alice.sts.send(new GetFederationTokenCommand({ Name: 'bob' }));
  expect((await lastRecord(admin, 'GetFederationToken'))['readOnly']).toBe(false);
});

test('of a password that is not there the event has one sentence, whichever operation missed it', async () => {
  await admin.iam.send(new DeleteLoginProfileCommand({ UserName }));
  const missing = {
    errorCode: 'NoSuchEntityException',
    errorMessage: `Login Profile for User ${UserName} cannot be found.`,
  };
  const gone = await refusalOf(admin.iam.send(new DeleteLoginProfileCommand({ UserName })));
  expect(gone.message).toBe(`Cannot find Login Profile for User ${UserName}`);
  expect(await lastRecord(admin, 'DeleteLoginProfile')).toMatchObject(missing);
  await refusalOf(admin.iam.send(new GetLoginProfileCommand({ UserName })));
  expect(await lastRecord(admin, 'GetLoginProfile')).toMatchObject(missing);
});

test('of a second factor that was refused the event says nothing, the answer what was wrong', async () => {
  const RoleArn = await newRole(admin, 'guarded', trust(house.accounts[0].id));
  const SerialNumber = `arn:aws:iam::${house.accounts[0].id}:mfa/none`;
  const factor = { SerialNumber, TokenCode: '123456' };
  const refused = await refusalOf(
    alice.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...factor })),
  );
  expect(refused.message).toMatch(/^MultiFactorAuthentication failed/);
  expect(await lastRecord(admin, 'AssumeRole')).toMatchObject({
    errorCode: 'AccessDenied',
    errorMessage: 'An unknown error occurred',
  });
});

test('the trust policy of a service-linked role is spelt in lists, with spaces, where the role is made', async () => {
  await admin.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'resource-explorer-2.amazonaws.com' }));
  const { responseElements } = await lastRecord(admin, 'CreateServiceLinkedRole');
  expect(responseElements).toMatchObject({
    role: {
      assumeRolePolicyDocument:
        '%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Action%22%3A%20%5B%22sts%3AAssumeRole%22%5D%2C%20%22Effect%22%3A%20%22Allow%22%2C%20%22Principal%22%3A%20%7B%22Service%22%3A%20%5B%22resource-explorer-2.amazonaws.com%22%5D%7D%7D%5D%7D',
    },
  });
});
