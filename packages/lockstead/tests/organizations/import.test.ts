/** `lockstead import org`: what the AWS CLI prints of one organization, brought into another server with its own ids. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { BadCollected, type CollectedFile, readCollected } from '#organization/collected/read-collected';
import { type PaperOrganization, pathName } from '#organization/paper';
import { partsOf, readPart } from '#organization/parts';
import { type Shown, shown } from '../cli/terminal.ts';
import { createOrganization, type TestOrganization } from './organization.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstead-import-'));
let real: Cloud;
let twin: Cloud;
let organization: TestOrganization;
let shop: string;
let unit: string;
let files: readonly CollectedFile[];

beforeAll(async () => {
  real = await startLockstead({ ephemeral: true });
  organization = await createOrganization(real);
  const { client, rootId } = organization;
  const outer = await organization.unit('Work');
  unit = await organization.unit('Prod', outer);
  shop = await organization.account('shop', unit);
  await organization.account('guest');
  const made = await client.send(
    new org.CreatePolicyCommand({
      Name: 'list',
      Description: 'd',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: allow(['iam:*', 'sts:*', 'organizations:*']),
    }),
  );
  const PolicyId = made.Policy?.PolicySummary?.Id ?? '';
  await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: unit }));
  await client.send(new org.DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: unit }));
  await client.send(new org.EnablePolicyTypeCommand({ RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' }));
  await client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: 'config.amazonaws.com' }));
  await client.send(
    new org.RegisterDelegatedAdministratorCommand({ AccountId: shop, ServicePrincipal: 'config.amazonaws.com' }),
  );
  files = await collected(client);
  mkdirSync(join(folder, 'collected'));
  for (const { name, text } of files) writeFileSync(join(folder, 'collected', name), text);
  twin = await startLockstead({ ephemeral: true, accountId: real.accountId });
});
afterAll(async () => {
  await real.stop();
  await twin.stop();
  rmSync(folder, { recursive: true, force: true });
});

const allow = (Action: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** As the script collects it: every list whole, in files that say what they are about. */
async function collected(client: org.OrganizationsClient): Promise<readonly CollectedFile[]> {
  const found: CollectedFile[] = [];
  const keep = (name: string, { $metadata: _, ...value }: { $metadata: unknown }): void => {
    found.push({ name: `${name}.json`, text: JSON.stringify(value) });
  };
  keep('organization', await client.send(new org.DescribeOrganizationCommand({})));
  const roots = await client.send(new org.ListRootsCommand({}));
  keep('roots', roots);
  keep('services', await client.send(new org.ListAWSServiceAccessForOrganizationCommand({})));
  keep(`administered.${shop}`, await client.send(new org.ListDelegatedServicesForAccountCommand({ AccountId: shop })));
  const accounts = await client.send(new org.ListAccountsCommand({}));
  // Older versions of the CLI do not know the paths.
  keep('accounts', {
    ...accounts,
    Accounts: accounts.Accounts?.map(({ Paths: _, ...rest }) => rest),
  } as typeof accounts);
  const parents = [organization.rootId];
  for (const ParentId of parents) {
    const units = await client.send(new org.ListOrganizationalUnitsForParentCommand({ ParentId }));
    keep(`units.${ParentId}`, {
      ...units,
      OrganizationalUnits: units.OrganizationalUnits?.map(({ Path: _, ...rest }) => rest),
    } as typeof units);
    keep(`accounts.${ParentId}`, await client.send(new org.ListAccountsForParentCommand({ ParentId })));
    parents.push(...(units.OrganizationalUnits ?? []).map(({ Id = '' }) => Id));
  }
  for (const Filter of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    const policies = await client.send(new org.ListPoliciesCommand({ Filter }));
    keep(`policies.${Filter}`, policies);
    for (const { Id: PolicyId = '' } of policies.Policies ?? []) {
      keep(`policy.${PolicyId}`, await client.send(new org.DescribePolicyCommand({ PolicyId })));
      keep(`targets.${PolicyId}`, await client.send(new org.ListTargetsForPolicyCommand({ PolicyId })));
    }
  }
  return found;
}

const run = (cloud: Cloud, argv: readonly string[]): Promise<Shown> =>
  shown(argv, {
    workingDirectory: folder,
    environment: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
    },
  });
const paper = (): PaperOrganization => readCollected(files);

test('the twin has the same tree, the same policies and the same ids, and binds as the real one does', async () => {
  const { code, out, err } = await run(twin, ['import', 'org', 'collected', '--json']);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({ id: organization.id, units: 2, policies: 1, accountsMade: 2 });
  const tree = async (cloud: Cloud): Promise<unknown> => JSON.parse((await run(cloud, ['org', 'show', '--json'])).out);
  expect(await tree(twin)).toEqual(await tree(real));

  const keys = await twin.as(`arn:aws:iam::${shop}:role/OrganizationAccountAccessRole`);
  const inShop = new iam.IAMClient({ ...twin.clientConfig(), credentials: keys });
  await inShop.send(new iam.ListUsersCommand({}));
  const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
  const trail = new CloudTrailClient({ ...twin.clientConfig(), credentials: keys });
  await expect(trail.send(new LookupEventsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });

  // A second time there is nothing new, and what was changed here is as in the files again.
  const client = new org.OrganizationsClient(twin.clientConfig());
  await client.send(
    new org.MoveAccountCommand({ AccountId: shop, SourceParentId: unit, DestinationParentId: organization.rootId }),
  );
  await client.send(new org.AttachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: unit }));
  expect(JSON.parse((await run(twin, ['import', 'org', 'collected', '--json'])).out)).toMatchObject({
    accountsMade: 0,
  });
  expect(await tree(twin)).toEqual(await tree(real));
});

test('into a server of another account: the management account comes in too, and nothing of the server’s own changes', async () => {
  const other = await startLockstead({ ephemeral: true });
  const { code, out } = await run(other, ['import', 'org', 'collected', '--json']);
  expect([code, JSON.parse(out).accountsMade]).toEqual([0, 3]);
  expect((await run(other, ['org', 'show'])).code).toBe(1);
  const credentials = await other.as(`arn:aws:iam::${real.accountId}:root`);
  const client = new org.OrganizationsClient({ ...other.clientConfig(), credentials });
  expect((await client.send(new org.DescribeOrganizationCommand({}))).Organization?.Id).toBe(organization.id);
  await other.stop();
});

test('the script asks for all that is read, and changes nothing', async () => {
  const { code, out } = await run(twin, ['import', 'org', '--script']);
  expect(code).toBe(0);
  const operations = [...out.matchAll(/\b(describe|list|create|put|attach|delete|move|enable|disable)-[a-z-]+/g)].map(
    ([word]) => word,
  );
  expect([...new Set(operations)].sort()).toEqual([
    'describe-organization',
    'describe-policy',
    'list-accounts',
    'list-accounts-for-parent',
    'list-aws-service-access-for-organization',
    'list-delegated-administrators',
    'list-delegated-services-for-account',
    'list-organizational-units-for-parent',
    'list-policies',
    'list-roots',
    'list-targets-for-policy',
  ]);
});

describe('files that do not tell of one whole organization', () => {
  const without = (start: string): readonly CollectedFile[] => files.filter(({ name }) => !name.startsWith(start));
  const edited = (start: string, edit: (value: Record<string, unknown>) => void): readonly CollectedFile[] =>
    files.map((file) => {
      if (!file.name.startsWith(start)) return file;
      const value = JSON.parse(file.text) as Record<string, unknown>;
      edit(value);
      return { ...file, text: JSON.stringify(value) };
    });

  test.each<[string, () => readonly CollectedFile[], string]>([
    ['no organization', () => without('organization'), 'describe-organization'],
    ['no root', () => without('roots'), 'list-roots'],
    ['no JSON', () => [...files, { name: 'x.json', text: '{' }], 'x.json: this is not JSON.'],
    [
      'something else',
      () => [...files, { name: 'x.json', text: '{"Users": []}' }],
      'x.json: this is nothing that the AWS CLI prints',
    ],
    [
      'one page of several',
      () =>
        edited('accounts.json', (value) => {
          value['NextToken'] = 'x';
        }),
      'accounts.json: it is one page of several',
    ],
    [
      'two organizations',
      () => [...files, { name: 'x.json', text: '{"Organization": {"Id": "o-other00000"}}' }],
      'x.json: the files tell of two organizations.',
    ],
    ['a policy without its document', () => without('policy.p-'), 'describe-policy prints of p-'],
    [
      'a policy without its targets',
      () => without('targets.p-').concat(files.filter(({ name }) => name.includes('FullAWSAccess'))),
      'list-targets-for-policy prints of p-',
    ],
    ['nothing of FullAWSAccess', () => without('targets.p-FullAWSAccess'), 'prints of p-FullAWSAccess'],
    ['an account that is nowhere', () => without(`accounts.${organization.rootId}`), 'No file says where the account'],
    [
      'an OU in a circle',
      () =>
        edited('units.', (value) => {
          for (const one of value['OrganizationalUnits'] as { Id: string; Path?: string }[])
            one.Path = `o-a/${one.Id}/${one.Id}/`;
        }),
      'in a circle of places',
    ],
    [
      'a list whose parent is not said',
      () => [
        ...files,
        { name: 'units.json', text: '{"OrganizationalUnits": [{"Id": "ou-aaaa-bbbbbbbb", "Name": "x"}]}' },
      ],
      'units.json: its name does not say of which parent',
    ],
    [
      'a type that is not known',
      () =>
        edited('roots', (value) => {
          (value['Roots'] as { PolicyTypes: object[] }[])[0]?.PolicyTypes.push({
            Type: 'MOON_POLICY',
            Status: 'ENABLED',
          });
        }),
      '"MOON_POLICY" is not a type',
    ],
    [
      'a document that is none',
      () =>
        edited('policy.p-', (value) => {
          (value['Policy'] as { Content: string }).Content = '{}';
        }),
      'its document is not one of type',
    ],
    [
      'a policy on a place of which no file tells',
      () =>
        edited('targets.p-', (value) => {
          (value['Targets'] as object[]).push({ TargetId: 'ou-aaaa-bbbbbbbb' });
        }),
      'ou-aaaa-bbbbbbbb, of which no file tells',
    ],
  ])('%s', (_, given, says) => {
    expect(() => readCollected(given())).toThrow(BadCollected);
    expect(() => readCollected(given())).toThrow(says);
  });

  test('newer output tells by its paths where OUs and accounts are', () => {
    const [file] = files.filter(({ name }) => name === 'accounts.json');
    const value = JSON.parse(file?.text ?? '') as { Accounts: { Id: string; Paths?: string[] }[] };
    for (const account of value.Accounts) {
      const above = account.Id === shop ? `${organization.rootId}/ou-x/${unit}` : organization.rootId;
      account.Paths = [`${organization.id}/${above}/${account.Id}/`];
    }
    const given = [
      ...files.filter(({ name }) => !name.startsWith('accounts.')),
      { name: 'accounts.json', text: JSON.stringify(value) },
    ];
    expect(pathName(readCollected(given), shop)).toBe('Work/Prod/shop');
  });
});

describe('parts, as the server takes them', () => {
  test('what is sent is read as it was', () => {
    for (const part of partsOf(paper(), organization.rootId)) {
      expect(readPart(JSON.parse(JSON.stringify(part)))).toMatchObject(part);
    }
  });

  const management = { managementAccount: '111122223333' };
  const place = { id: '444455556666', parent: 'r-ab12', name: 'x', account: { email: 'x@example.com' } };
  test.each<[unknown, string]>([
    [null, 'it has none of begin, policies and places'],
    [7, 'members with names are wanted here'],
    [{}, 'an account id is missing'],
    [{ ...management, other: [] }, '"other" is not known here'],
    [{ begin: {} }, 'begin.id: the id of an organization is missing'],
    [{ ...management, policies: [{}] }, 'the id of a policy is missing'],
    [
      { ...management, policies: [{ id: 'p-aaaaaaaa', name: 'x', type: 'TAG_POLICY', content: '[' }] },
      'policies.0.content',
    ],
    [{ ...management, places: Array.from({ length: 26 }, () => place) }, 'at most 25'],
    [{ ...management, places: [{ ...place, id: '../x' }] }, 'places.0.id: "../x" is not the id'],
    [{ ...management, places: [{ ...place, account: undefined }] }, 'an address is missing'],
  ])('%j is refused', (part, says) => {
    expect(readPart(part)).toEqual({ fault: expect.stringContaining(says) });
  });

  const post = async (cloud: Cloud, part: unknown): Promise<[number, string]> => {
    const answer = await fetch(`${cloud.endpoint}/_lockstead/organization`, {
      method: 'POST',
      body: JSON.stringify(part),
    });
    return [answer.status, ((await answer.json()) as { message?: string }).message ?? ''];
  };

  test('nobody brings an organization in without being allowed to', async () => {
    expect((await post(twin, {}))[0]).toBe(403);
  });
});

describe('what the server cannot bring in', () => {
  let other: Cloud;
  let member: string;
  let own: TestOrganization;
  let client: AdminClient;
  beforeAll(async () => {
    other = await startLockstead({ ephemeral: true });
    own = await createOrganization(other);
    member = await own.account('member');
    const server = {
      endpoint: new URL(other.endpoint),
      region: 'us-east-1',
      dataDirectory: '/nowhere',
      certificates: [],
    };
    const { accessKeyId, secretAccessKey } = other.credentials;
    const keys = { accessKeyId, secretAccessKey: new Secret(secretAccessKey), source: 'the test', isGuess: false };
    client = new AdminClient(server, keys, systemClock());
    await client.post('organization', begin);
  });
  afterAll(() => other.stop());

  const managementAccount = '111122223333';
  const begin = {
    begin: {
      id: 'o-aaaaaaaaaa',
      managementAccount,
      rootId: 'r-aaaa',
      featureSet: 'ALL',
      policyTypes: ['SERVICE_CONTROL_POLICY'],
      services: [],
      name: 'm',
      email: 'm@example.com',
    },
  };
  const unitOf = (n: number, parent: string): object => ({
    id: `ou-aaaa-0000000${n}`,
    name: `u${n}`,
    parent,
    policies: [],
  });
  const places = (...list: readonly object[]): object => ({ managementAccount, places: list });
  const accountOf = (id: string, more: object = {}): object => ({
    id,
    name: 'x',
    parent: 'r-aaaa',
    policies: [],
    account: { email: `${id}@example.com` },
    ...more,
  });

  test.each<[string, () => object, string | RegExp]>([
    ['an account of another organization', () => places(accountOf(member)), 'is in another organization here'],
    [
      'a management account of another organization',
      () => ({ begin: { ...begin.begin, managementAccount: other.accountId } }),
      'is in another organization here',
    ],
    [
      'another root',
      () => ({ begin: { ...begin.begin, rootId: 'r-bbbb' } }),
      'The root of o-aaaaaaaaaa is r-aaaa here.',
    ],
    [
      'an organization that has not begun',
      () => ({ managementAccount: '444455556666', places: [] }),
      'begin comes first',
    ],
    ['an OU in itself', () => places(unitOf(1, 'ou-aaaa-00000001')), 'where ou-aaaa-00000001 is, is not here'],
    [
      'OUs six levels deep',
      () => places(...[1, 2, 3, 4, 5, 6].map((n) => unitOf(n, n === 1 ? 'r-aaaa' : `ou-aaaa-0000000${n - 1}`))),
      'at most 5 levels deep',
    ],
    [
      'two OUs of one name',
      () => places(unitOf(1, 'r-aaaa'), { ...unitOf(2, 'r-aaaa'), name: 'u1' }),
      'Another OU in r-aaaa is called u1 here.',
    ],
    [
      'a policy that is not here',
      () => places(accountOf('444455556666', { policies: ['p-aaaaaaaa'] })),
      'The policy p-aaaaaaaa',
    ],
    [
      'nothing that allows',
      () => places(accountOf('444455556666', { withoutFullAccess: true })),
      'no service control policy at all',
    ],
    [
      'an address that is taken',
      () => places(accountOf('444455556666', { account: { email: 'member@example.com' } })),
      'Another account here has the address',
    ],
  ])('%s, and nothing of the part is kept', async (_, part, says) => {
    await expect(client.post('organization', part())).rejects.toThrow(says);
    const credentials = await other.as(`arn:aws:iam::${managementAccount}:root`);
    const organizations = new org.OrganizationsClient({ ...other.clientConfig(), credentials });
    const { Children } = await organizations.send(
      new org.ListChildrenCommand({ ParentId: 'r-aaaa', ChildType: 'ORGANIZATIONAL_UNIT' }),
    );
    expect(Children).toEqual([]);
    expect((await organizations.send(new org.ListAccountsCommand({}))).Accounts).toHaveLength(1);
  });

  test('a closed account comes in closed: its credentials open nothing', async () => {
    await client.post(
      'organization',
      places(accountOf('555566667777', { account: { email: 'closed@example.com', state: 'SUSPENDED' } })),
    );
    const credentials = await other.as('arn:aws:iam::555566667777:root').catch(() => undefined);
    const inIt = new iam.IAMClient({
      ...other.clientConfig(),
      credentials: credentials ?? { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    await expect(inIt.send(new iam.ListUsersCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
});
