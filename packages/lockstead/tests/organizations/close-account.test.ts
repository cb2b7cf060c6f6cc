/** CloseAccount: whose credentials open nothing, what is shown meanwhile, and the quotas. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  ({ client } = organization);
});
afterAll(() => cloud.stop());

const close = (AccountId: string): Promise<unknown> => client.send(new org.CloseAccountCommand({ AccountId }));
const stateOf = async (AccountId: string): Promise<unknown> =>
  (await client.send(new org.DescribeAccountCommand({ AccountId }))).Account?.State;

test('the credentials of a closed account open nothing from the next request on', async () => {
  const id = await organization.account('closing');
  const session = new iam.IAMClient({
    ...cloud.clientConfig(),
    credentials: await organization.keysIn(id),
    maxAttempts: 1,
  });
  await session.send(new iam.CreateUserCommand({ UserName: 'user' }));
  const { AccessKey } = await session.send(new iam.CreateAccessKeyCommand({ UserName: 'user' }));
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
  const user = new iam.IAMClient({ ...cloud.clientConfig(), credentials, maxAttempts: 1 });
  await expect(user.send(new iam.ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  await session.send(new iam.ListUsersCommand({}));

  const delegation = { AccountId: id, ServicePrincipal: 'b.amazonaws.com' };
  await client.send(new org.EnableAWSServiceAccessCommand(delegation));
  await client.send(new org.RegisterDelegatedAdministratorCommand(delegation));
  await close(id);
  for (const of of [session, user]) {
    await expect(of.send(new iam.ListUsersCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  }
  // Its roles can be assumed by nobody any more, and the answer is that of a role which is not there.
  await expect(organization.keysIn(id)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(close(id)).rejects.toMatchObject({ name: 'AccountAlreadyClosedException' });
  await client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: 'a.amazonaws.com' }));
  await expect(
    client.send(new org.RegisterDelegatedAdministratorCommand({ AccountId: id, ServicePrincipal: 'a.amazonaws.com' })),
  ).rejects.toMatchObject({ Reason: 'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR' });

  await expect.poll(() => stateOf(id)).toBe('SUSPENDED');
  await cloud.clock.advance('P89D');
  expect(await stateOf(id)).toBe('SUSPENDED');
  await cloud.clock.advance('P2D');
  await expect(stateOf(id)).rejects.toMatchObject({ name: 'AccountNotFoundException' });
  // Nor does it count among the delegated administrators of a service: five others have room.
  for (let i = 0; i < 5; i++) {
    const AccountId = await organization.account(`other${i}`);
    await client.send(new org.RegisterDelegatedAdministratorCommand({ ...delegation, AccountId }));
  }
  await expect(user.send(new iam.ListUsersCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
}, 20_000);

test('the management account is not closed, and ten others at most within 30 days', async () => {
  await expect(close(cloud.accountId)).rejects.toMatchObject({ Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' });
  await expect(close('000000000000')).rejects.toMatchObject({ name: 'AccountNotFoundException' });
  const ids: string[] = [];
  for (let i = 0; i < 11; i++) ids.push(await organization.account(`closed${i}`));
  for (const id of ids.slice(0, 10)) {
    await close(id);
    await cloud.clock.advance('PT1S');
  }
  await expect(close(ids[10] ?? '')).rejects.toMatchObject({ Reason: 'CLOSE_ACCOUNT_QUOTA_EXCEEDED' });
  await cloud.clock.advance('P31D');
  await close(ids[10] ?? '');
}, 30_000);

test('three at the same time', async () => {
  const ids: string[] = [];
  // Of seven one is refused, even if three closures come to their end meanwhile.
  for (let i = 0; i < 7; i++) ids.push(await organization.account(`atonce${i}`));
  const all = await Promise.allSettled(ids.map(close));
  const refused = all.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const one of refused) {
    expect(one).toMatchObject({ reason: { Reason: 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED' } });
  }
}, 20_000);
