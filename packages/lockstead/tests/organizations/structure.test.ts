/** The organization, its root, OUs and accounts: made, found, moved, taken away, and what is refused. */
import { GetAccountSummaryCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';
import { created, createOrganization, organizationsClient, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  ({ client } = organization);
});
afterAll(() => cloud.stop());

const notMember = { name: 'AWSOrganizationsNotInUseException', message: /not a member of an organization/ };

describe('an organization', () => {
  test('is described to its members as it was made', async () => {
    const { cloud: own, id } = organization;
    const name = `arn:aws:organizations::${own.accountId}`;
    const { Organization } = await client.send(new org.DescribeOrganizationCommand({}));
    expect(Organization).toEqual({
      Id: expect.stringMatching(/^o-[a-z0-9]{10}$/),
      Arn: `${name}:organization/${id}`,
      FeatureSet: 'ALL',
      MasterAccountArn: `${name}:account/${id}/${own.accountId}`,
      MasterAccountId: own.accountId,
      MasterAccountEmail: `root@${own.accountId}.lockstead.local`,
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    });
    await expect(client.send(new org.CreateOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AlreadyInOrganizationException',
    });
  });

  test('gives its management account a service-linked role', async () => {
    const iam = new IAMClient(cloud.clientConfig());
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: '/aws-service-role/' }));
    expect(Roles.map(({ RoleName }) => RoleName)).toContain('AWSServiceRoleForOrganizations');
  });

  test('is deleted when its accounts and OUs are gone, and can be made anew', async () => {
    await using other = await startLockstead({ ephemeral: true });
    const { client: admin, unit, id } = await createOrganization(other, 'CONSOLIDATED_BILLING');
    const { Organization } = await admin.send(new org.DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ FeatureSet: 'CONSOLIDATED_BILLING', AvailablePolicyTypes: [] });
    const OrganizationalUnitId = await unit('last');
    const remove = (): Promise<unknown> => admin.send(new org.DeleteOrganizationCommand({}));
    await expect(remove()).rejects.toMatchObject({ name: 'OrganizationNotEmptyException' });
    await admin.send(new org.DeleteOrganizationalUnitCommand({ OrganizationalUnitId }));
    await remove();
    await expect(admin.send(new org.DescribeOrganizationCommand({}))).rejects.toMatchObject(notMember);
    expect((await createOrganization(other)).id).not.toBe(id);
  });

  test('with an account in creation is not deleted', async () => {
    await using other = await startLockstead({ ephemeral: true });
    const { client: admin } = await createOrganization(other);
    await admin.send(new org.CreateAccountCommand({ AccountName: 'a', Email: 'a@example.com' }));
    await expect(admin.send(new org.DeleteOrganizationCommand({}))).rejects.toMatchObject({
      name: 'OrganizationNotEmptyException',
    });
  });
});

describe('OUs', () => {
  test('are named once in a place, five levels deep at most, and deleted when they are empty', async () => {
    const { unit, rootId, id } = organization;
    const chain = [rootId];
    for (const name of ['1', '2', '3', '4', '5']) chain.push(await unit(name, chain.at(-1)));
    await expect(unit('6', chain.at(-1))).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'OU_DEPTH_LIMIT_EXCEEDED',
    });
    await expect(unit('5', chain.at(-2))).rejects.toMatchObject({ name: 'DuplicateOrganizationalUnitException' });
    await unit('1', chain.at(-2));

    const OrganizationalUnitId = chain.at(-1) ?? '';
    const { OrganizationalUnit } = await client.send(
      new org.DescribeOrganizationalUnitCommand({ OrganizationalUnitId }),
    );
    expect(OrganizationalUnit).toEqual({
      Id: OrganizationalUnitId,
      Arn: `arn:aws:organizations::${cloud.accountId}:ou/${id}/${OrganizationalUnitId}`,
      Name: '5',
      Path: `${id}/${chain.join('/')}/`,
    });
    const remove = (ou: string | undefined): Promise<unknown> =>
      client.send(new org.DeleteOrganizationalUnitCommand({ OrganizationalUnitId: ou }));
    await expect(remove(chain[1])).rejects.toMatchObject({ name: 'OrganizationalUnitNotEmptyException' });
    await remove(OrganizationalUnitId);
    await expect(remove(OrganizationalUnitId)).rejects.toMatchObject({
      name: 'OrganizationalUnitNotFoundException',
    });
  });

  test('are renamed, but not to a name that is taken', async () => {
    const { unit } = organization;
    const OrganizationalUnitId = await unit('old');
    await unit('taken');
    const rename = (Name?: string): Promise<org.UpdateOrganizationalUnitCommandOutput> =>
      client.send(new org.UpdateOrganizationalUnitCommand({ OrganizationalUnitId, Name }));
    await expect(rename('taken')).rejects.toMatchObject({ name: 'DuplicateOrganizationalUnitException' });
    expect((await rename('new')).OrganizationalUnit).toMatchObject({ Id: OrganizationalUnitId, Name: 'new' });
    expect((await rename()).OrganizationalUnit).toMatchObject({ Name: 'new' });
    await unit('old');
  });

  test('are listed below their parent page by page, and name it', async () => {
    const { unit } = organization;
    const parent = await unit('many');
    const ids = new Set<string>();
    for (const name of ['a', 'b', 'c']) ids.add(await unit(name, parent));
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const input = { ParentId: parent, MaxResults: 2, NextToken };
      const page = await client.send(new org.ListOrganizationalUnitsForParentCommand(input));
      seen.push(...(page.OrganizationalUnits ?? []).map(({ Id = '' }) => Id));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(seen)).toEqual(ids);
    expect(seen).toHaveLength(3);
    const input = { ParentId: parent, ChildType: 'ORGANIZATIONAL_UNIT' } as const;
    const { Children = [] } = await client.send(new org.ListChildrenCommand(input));
    expect(new Set(Children.map(({ Id }) => Id))).toEqual(ids);
    const { Parents } = await client.send(new org.ListParentsCommand({ ChildId: [...ids][0] }));
    expect(Parents).toEqual([{ Id: parent, Type: 'ORGANIZATIONAL_UNIT' }]);
    const token = { name: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' };
    const ofAnother = new org.ListChildrenCommand({ ...input, NextToken: 'bm90IG9uZQ' });
    await expect(client.send(ofAnother)).rejects.toMatchObject(token);
  });
});

describe('accounts', () => {
  test('are made in the root after their request, with a root user and a role for the management account', async () => {
    const { id, rootId, keysIn } = organization;
    const input = { AccountName: 'Payroll', Email: 'payroll@example.com', Tags: [{ Key: 'team', Value: 'hr' }] };
    const { CreateAccountStatus: asked } = await client.send(new org.CreateAccountCommand(input));
    expect(asked).toEqual({
      Id: expect.stringMatching(/^car-[a-z0-9]{32}$/),
      AccountName: 'Payroll',
      State: 'IN_PROGRESS',
      RequestedTimestamp: expect.any(Date),
    });
    const status = await created(client, asked?.Id);
    expect(status).toMatchObject({ State: 'SUCCEEDED', CompletedTimestamp: expect.any(Date) });
    const AccountId = status.AccountId ?? '';
    const { Account } = await client.send(new org.DescribeAccountCommand({ AccountId }));
    expect(Account).toEqual({
      Id: AccountId,
      Arn: `arn:aws:organizations::${cloud.accountId}:account/${id}/${AccountId}`,
      Email: 'payroll@example.com',
      Name: 'Payroll',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      Paths: [`${id}/${rootId}/${AccountId}/`],
      JoinedMethod: 'CREATED',
      JoinedTimestamp: expect.any(Date),
    });
    const { Tags } = await client.send(new org.ListTagsForResourceCommand({ ResourceId: AccountId }));
    expect(Tags).toEqual(input.Tags);

    const inside = new IAMClient({ ...cloud.clientConfig(), credentials: await keysIn(AccountId) });
    const { Roles = [] } = await inside.send(new ListRolesCommand({}));
    expect(Roles.map(({ RoleName }) => RoleName)).toEqual([
      'AWSServiceRoleForOrganizations',
      'OrganizationAccountAccessRole',
    ]);
    const { SummaryMap } = await inside.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({ Users: 0, AccountAccessKeysPresent: 0, AccountPasswordPresent: 0 });
  });

  test('are not made with an address that another account has', async () => {
    await organization.account('first');
    for (const Email of ['first@example.com', 'FIRST@example.com', `root@${cloud.accountId}.lockstead.local`]) {
      const { CreateAccountStatus } = await client.send(new org.CreateAccountCommand({ AccountName: 'x', Email }));
      expect(await created(client, CreateAccountStatus?.Id)).toMatchObject({
        State: 'FAILED',
        FailureReason: 'EMAIL_ALREADY_EXISTS',
      });
    }
    const input = new org.ListCreateAccountStatusCommand({ States: ['FAILED'] });
    const { CreateAccountStatuses = [] } = await client.send(input);
    expect(CreateAccountStatuses).toHaveLength(3);
    expect(CreateAccountStatuses.every(({ AccountId }) => AccountId === undefined)).toBe(true);
  });

  test('five at a time, with a role that is not a service’s', async () => {
    await using other = await startLockstead({ ephemeral: true });
    const { client: admin } = await createOrganization(other);
    const make = (n: number, RoleName?: string): Promise<org.CreateAccountCommandOutput> =>
      admin.send(new org.CreateAccountCommand({ AccountName: `a${n}`, Email: `a${n}@example.com`, RoleName }));
    await expect(make(0, 'AWSServiceRoleForX')).rejects.toMatchObject({ Reason: 'INVALID_ROLE_NAME' });
    const all = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => make(n)));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { Reason: 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED' } });
  });

  test('move from where they are to another place', async () => {
    const { unit, account, rootId, move } = organization;
    const [from, to] = [await unit('from'), await unit('to')];
    const id = await account('mover', from);
    await expect(move(id, rootId, to)).rejects.toMatchObject({ name: 'SourceParentNotFoundException' });
    await expect(move(id, 'ou-aaaa-00000000', to)).rejects.toMatchObject({ name: 'SourceParentNotFoundException' });
    await expect(move(id, from, 'r-0000')).rejects.toMatchObject({ name: 'DestinationParentNotFoundException' });
    await expect(move(id, from, from)).rejects.toMatchObject({ name: 'DuplicateAccountException' });
    await expect(move('000000000000', from, to)).rejects.toMatchObject({ name: 'AccountNotFoundException' });
    await move(id, from, to);
    const inside = async (ParentId: string): Promise<unknown> =>
      (await client.send(new org.ListAccountsForParentCommand({ ParentId }))).Accounts?.map(({ Id }) => Id);
    expect([await inside(from), await inside(to)]).toEqual([[], [id]]);
    const { Parents } = await client.send(new org.ListParentsCommand({ ChildId: id }));
    expect(Parents).toEqual([{ Id: to, Type: 'ORGANIZATIONAL_UNIT' }]);
    const { Accounts = [] } = await client.send(new org.ListAccountsCommand({}));
    expect(Accounts.map(({ Id }) => Id)).toEqual(expect.arrayContaining([id, cloud.accountId]));
  });
});

describe('tags', () => {
  test('are laid over each other on the root, OUs and accounts', async () => {
    const { rootId, unit } = organization;
    for (const ResourceId of [rootId, await unit('tagged'), cloud.accountId]) {
      const tags = async (): Promise<unknown> =>
        (await client.send(new org.ListTagsForResourceCommand({ ResourceId }))).Tags;
      const tag = (...Tags: org.Tag[]): Promise<unknown> =>
        client.send(new org.TagResourceCommand({ ResourceId, Tags }));
      await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
      await tag({ Key: 'a', Value: '3' }, { Key: 'A', Value: '4' });
      await client.send(new org.UntagResourceCommand({ ResourceId, TagKeys: ['b', 'none'] }));
      expect(await tags()).toEqual([
        { Key: 'A', Value: '4' },
        { Key: 'a', Value: '3' },
      ]);
      const refused = { name: 'InvalidInputException' };
      await expect(tag({ Key: 'aws:x', Value: '' })).rejects.toMatchObject({
        ...refused,
        Reason: 'INVALID_SYSTEM_TAGS_PARAMETER',
      });
      await expect(tag({ Key: 'c', Value: '' }, { Key: 'c', Value: '' })).rejects.toMatchObject({
        ...refused,
        Reason: 'DUPLICATE_TAG_KEY',
      });
      const many = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
      await expect(tag(...many)).rejects.toMatchObject({ Reason: 'MAX_TAG_LIMIT_EXCEEDED' });
    }
    const missing = new org.ListTagsForResourceCommand({ ResourceId: '000000000000' });
    await expect(client.send(missing)).rejects.toMatchObject({ name: 'TargetNotFoundException' });
  });
});

describe('who may call', () => {
  test('a member account sees its organization, and nothing that is not its own', async () => {
    const { account, rootId, keysIn, unit } = organization;
    const [id, ParentId] = [await account('insider'), await unit('secret')];
    const member = organizationsClient(cloud, await keysIn(id));
    const { Organization } = await member.send(new org.DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ Id: organization.id, MasterAccountId: cloud.accountId });
    const calls: readonly Promise<unknown>[] = [
      member.send(new org.DeleteOrganizationCommand({})),
      member.send(new org.ListRootsCommand({})),
      member.send(new org.ListAccountsCommand({})),
      member.send(new org.ListAccountsForParentCommand({ ParentId })),
      member.send(new org.ListChildrenCommand({ ParentId, ChildType: 'ACCOUNT' })),
      member.send(new org.ListParentsCommand({ ChildId: id })),
      member.send(new org.ListOrganizationalUnitsForParentCommand({ ParentId })),
      member.send(new org.DescribeAccountCommand({ AccountId: id })),
      member.send(new org.DescribeOrganizationalUnitCommand({ OrganizationalUnitId: ParentId })),
      member.send(new org.CreateOrganizationalUnitCommand({ Name: 'x', ParentId })),
      member.send(new org.UpdateOrganizationalUnitCommand({ Name: 'x', OrganizationalUnitId: ParentId })),
      member.send(new org.DeleteOrganizationalUnitCommand({ OrganizationalUnitId: ParentId })),
      member.send(new org.CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com' })),
      member.send(new org.ListCreateAccountStatusCommand({})),
      member.send(new org.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: `car-${'a'.repeat(32)}` })),
      member.send(new org.MoveAccountCommand({ AccountId: id, SourceParentId: rootId, DestinationParentId: ParentId })),
      member.send(new org.TagResourceCommand({ ResourceId: id, Tags: [{ Key: 'a', Value: 'b' }] })),
      member.send(new org.UntagResourceCommand({ ResourceId: id, TagKeys: ['a'] })),
      member.send(new org.ListTagsForResourceCommand({ ResourceId: id })),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({
        reason: { name: 'AccessDeniedException', message: "You don't have permissions to access this resource." },
      });
    }
    await expect(member.send(new org.CreateOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AlreadyInOrganizationException',
    });
  });

  test('IAM policies say who in the management account, on which ARNs', async () => {
    const { client: nobody, key } = await newUser(cloud, 'nobody');
    nobody.destroy();
    const user = organizationsClient(cloud, key);
    const OrganizationalUnitId = await organization.unit('guarded');
    await expect(user.send(new org.DescribeOrganizationalUnitCommand({ OrganizationalUnitId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `is not authorized to perform: organizations:DescribeOrganizationalUnit on resource: arn:aws:organizations::${cloud.accountId}:ou/${organization.id}/${OrganizationalUnitId}`,
      ),
    });
  });
});
