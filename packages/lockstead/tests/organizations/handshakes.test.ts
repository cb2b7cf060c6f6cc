/** Invitations, and the way to all features: who may answer what, in which state, and until when. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Keys } from '../support/lockstead.ts';
import { createOrganization, organizationsClient, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
/** Accounts that were removed from the organization: they stand alone, and can be invited again. */
let alone: readonly { readonly id: string; readonly client: org.OrganizationsClient }[];
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud, 'CONSOLIDATED_BILLING');
  ({ client } = organization);
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three']) ids.push(await organization.account(name));
  await cloud.clock.advance('P5D');
  alone = await Promise.all(
    ids.map(async (id) => {
      const own = organizationsClient(cloud, await lastingKeys(id));
      await own.send(new org.LeaveOrganizationCommand({}));
      return { id, client: own };
    }),
  );
});
afterAll(() => cloud.stop());

/** Of a user, whose keys do not expire when the clock is moved. */
async function lastingKeys(account: string): Promise<Keys> {
  const admin = new iam.IAMClient({ ...cloud.clientConfig(), credentials: await organization.keysIn(account) });
  const UserName = 'keeper';
  await admin.send(new iam.CreateUserCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await admin.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

const invite = async (Target: org.HandshakeParty, more: Partial<org.InviteAccountToOrganizationRequest> = {}) =>
  (await client.send(new org.InviteAccountToOrganizationCommand({ Target, ...more }))).Handshake ?? {};
const accept = (by: org.OrganizationsClient, HandshakeId: string | undefined) =>
  by.send(new org.AcceptHandshakeCommand({ HandshakeId }));
const decline = (by: org.OrganizationsClient, HandshakeId: string | undefined) =>
  by.send(new org.DeclineHandshakeCommand({ HandshakeId }));
const cancel = (by: org.OrganizationsClient, HandshakeId: string | undefined) =>
  by.send(new org.CancelHandshakeCommand({ HandshakeId }));
const member = (at: number): (typeof alone)[number] => {
  const found = alone[at];
  if (found === undefined) throw new Error(`there is no account ${at}`);
  return found;
};
const invalid = { name: 'InvalidHandshakeTransitionException' };

describe('an invitation', () => {
  test('is answered by whom it was sent to, and known to its parties alone', async () => {
    const [invited, other] = [member(0), member(1)];
    const Tags = [{ Key: 'a', Value: 'b' }];
    const sent = await invite({ Type: 'ACCOUNT', Id: invited.id }, { Notes: 'join us', Tags });
    const { id, cloud: own } = organization;
    expect(sent).toEqual({
      Id: expect.stringMatching(/^h-[0-9a-z]{20}$/),
      Arn: `arn:aws:organizations::${own.accountId}:handshake/${id}/invite/${sent.Id}`,
      Parties: [
        { Type: 'ORGANIZATION', Id: id },
        { Type: 'ACCOUNT', Id: invited.id },
      ],
      State: 'OPEN',
      RequestedTimestamp: expect.any(Date),
      ExpirationTimestamp: expect.any(Date),
      Action: 'INVITE',
      Resources: [
        {
          Type: 'ORGANIZATION',
          Value: id,
          Resources: [
            { Type: 'MASTER_EMAIL', Value: `root@${own.accountId}.lockstead.local` },
            { Type: 'MASTER_NAME', Value: 'Management account' },
            { Type: 'ORGANIZATION_FEATURE_SET', Value: 'CONSOLIDATED_BILLING' },
          ],
        },
        { Type: 'ACCOUNT', Value: invited.id },
        { Type: 'NOTES', Value: 'join us' },
      ],
    });
    await expect(invite({ Type: 'ACCOUNT', Id: invited.id })).rejects.toMatchObject({
      name: 'DuplicateHandshakeException',
    });
    const describe = (by: org.OrganizationsClient) =>
      by.send(new org.DescribeHandshakeCommand({ HandshakeId: sent.Id }));
    expect((await describe(invited.client)).Handshake).toEqual(sent);
    const none = { name: 'HandshakeNotFoundException' };
    await expect(describe(other.client)).rejects.toMatchObject(none);
    await expect(accept(other.client, sent.Id)).rejects.toMatchObject(none);
    const refused = { name: 'AccessDeniedException' };
    await expect(accept(client, sent.Id)).rejects.toMatchObject(refused);
    await expect(decline(client, sent.Id)).rejects.toMatchObject(refused);
    await expect(cancel(invited.client, sent.Id)).rejects.toMatchObject(refused);
    const { Handshakes } = await invited.client.send(new org.ListHandshakesForAccountCommand({}));
    expect(Handshakes).toEqual([sent]);
    expect((await other.client.send(new org.ListHandshakesForAccountCommand({}))).Handshakes).toEqual([]);

    expect((await accept(invited.client, sent.Id)).Handshake).toMatchObject({ State: 'ACCEPTED' });
    await expect(accept(invited.client, sent.Id)).rejects.toMatchObject({ name: 'HandshakeAlreadyInStateException' });
    await expect(cancel(client, sent.Id)).rejects.toMatchObject(invalid);
    const { Account } = await client.send(new org.DescribeAccountCommand({ AccountId: invited.id }));
    expect(Account).toMatchObject({ JoinedMethod: 'INVITED', Paths: [`${id}/${organization.rootId}/${invited.id}/`] });
    expect(await client.send(new org.ListTagsForResourceCommand({ ResourceId: invited.id }))).toMatchObject({ Tags });
    await expect(invite({ Type: 'ACCOUNT', Id: invited.id })).rejects.toMatchObject({
      name: 'HandshakeConstraintViolationException',
      Reason: 'ALREADY_IN_AN_ORGANIZATION',
    });
  });

  test('is declined, canceled, or expires after 15 days; then nobody joins by it', async () => {
    const { id, client: invited } = member(1);
    const byAddress = { Type: 'EMAIL', Id: 'two@example.com' } as const;
    const first = await invite(byAddress);
    expect(first.Parties).toContainEqual(byAddress);
    expect((await decline(invited, first.Id)).Handshake).toMatchObject({ State: 'DECLINED' });
    await expect(accept(invited, first.Id)).rejects.toMatchObject(invalid);
    const second = await invite({ Type: 'ACCOUNT', Id: id });
    expect((await cancel(client, second.Id)).Handshake).toMatchObject({ State: 'CANCELED' });
    await expect(accept(invited, second.Id)).rejects.toMatchObject(invalid);
    const third = await invite({ Type: 'ACCOUNT', Id: id });
    await cloud.clock.advance('P15D');
    const described = await invited.send(new org.DescribeHandshakeCommand({ HandshakeId: third.Id }));
    expect(described.Handshake).toMatchObject({ State: 'EXPIRED' });
    await expect(accept(invited, third.Id)).rejects.toMatchObject(invalid);
    await cloud.clock.advance('P31D');
    await expect(invited.send(new org.DescribeHandshakeCommand({ HandshakeId: third.Id }))).rejects.toMatchObject({
      name: 'HandshakeNotFoundException',
    });
    await expect(invited.send(new org.DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  test.each<[org.HandshakeParty, string]>([
    [{ Type: 'ACCOUNT', Id: '000000000001' }, 'INVALID_PATTERN_TARGET_ID'],
    [{ Type: 'EMAIL', Id: 'nobody@example.com' }, 'INVALID_EMAIL_ADDRESS_TARGET'],
    [{ Type: 'ORGANIZATION', Id: 'o-aaaaaaaaaa' }, 'INVALID_PARTY_TYPE_TARGET'],
  ])('to %o is refused', async (target, Reason) => {
    await expect(invite(target)).rejects.toMatchObject({ name: 'InvalidInputException', Reason });
  });

  test('is one of twenty a day', async () => {
    const { id } = member(2);
    for (let i = 0; i < 20; i++) await cancel(client, (await invite({ Type: 'ACCOUNT', Id: id })).Id);
    await expect(invite({ Type: 'ACCOUNT', Id: id })).rejects.toMatchObject({
      Reason: 'HANDSHAKE_RATE_LIMIT_EXCEEDED',
    });
    await cloud.clock.advance('P1D');
  });
});

test('all features come when invited accounts have approved and the management account accepts', async () => {
  const { client: invited, id } = member(0);
  const { Handshake } = await client.send(new org.EnableAllFeaturesCommand({}));
  expect(Handshake).toMatchObject({ Action: 'ENABLE_ALL_FEATURES', State: 'REQUESTED' });
  await expect(client.send(new org.EnableAllFeaturesCommand({}))).rejects.toMatchObject({
    Reason: 'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
  });
  await expect(invite({ Type: 'ACCOUNT', Id: member(1).id })).rejects.toMatchObject({
    Reason: 'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES',
  });
  await expect(accept(client, Handshake?.Id)).rejects.toMatchObject(invalid);
  const input = { Filter: { ActionType: 'APPROVE_ALL_FEATURES' } } as const;
  const { Handshakes } = await invited.send(new org.ListHandshakesForAccountCommand(input));
  expect(Handshakes).toMatchObject([{ State: 'OPEN', Parties: [{ Type: 'ORGANIZATION' }, { Id: id }] }]);
  const Filter = { ParentHandshakeId: Handshake?.Id };
  const ofOrganization = await client.send(new org.ListHandshakesForOrganizationCommand({ Filter }));
  expect(ofOrganization.Handshakes).toEqual(Handshakes);
  const both = new org.ListHandshakesForOrganizationCommand({ Filter: { ...Filter, ...input.Filter } });
  await expect(client.send(both)).rejects.toMatchObject({ Reason: 'MAX_LIMIT_EXCEEDED_FILTER' });
  await accept(invited, Handshakes?.[0]?.Id);
  expect((await accept(client, Handshake?.Id)).Handshake).toMatchObject({ State: 'ACCEPTED' });
  const { Organization } = await client.send(new org.DescribeOrganizationCommand({}));
  expect(Organization).toMatchObject({ FeatureSet: 'ALL' });
  await expect(client.send(new org.EnableAllFeaturesCommand({}))).rejects.toMatchObject({
    Reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
  });
});
