/** One bill for an organization: what is counted, what it costs, who sees it. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CostInputs, CostOutputs } from '#services/ce/shapes';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import { jsonCall } from '../support/json-call.ts';
import type { Keys } from '../support/lockstead.ts';
import { send, signed } from '../support/signed.ts';

const requests = { service: 'Identity', usageType: 'IAM-Requests', unit: 'Requests' };
/** The first ten calls of a month are dear, the others cheap: together is cheaper than apart. */
const priceList = {
  source: 'a test',
  currency: 'USD',
  items: [
    { ...requests, actions: ['iam:List*'], tiers: [{ upTo: 10, price: '0.1' }, { price: '0.01' }] },
    { ...requests, usageType: 'IAM-Writes', actions: ['iam:CreateGroup'], tiers: [{ price: '1' }] },
    {
      service: 'Organizations',
      usageType: 'Org',
      unit: 'Requests',
      actions: ['organizations:*'],
      tiers: [{ price: '0' }],
    },
  ],
};

let cloud: Cloud;
let organization: TestOrganization;
let ids: Record<'red' | 'blue', string>;
let month: string;
let period: { Start: string; End: string };

async function ce<Name extends keyof CostInputs>(
  name: Name,
  input: Omit<CostInputs[Name], 'TimePeriod'> & { TimePeriod?: object },
  keys?: Keys,
): Promise<CostOutputs[Name]> {
  const target = `AWSInsightsIndexService.${name}`;
  const full = { TimePeriod: period, ...input };
  const by = keys ?? (cloud.credentials as Keys);
  return (await jsonCall(cloud.endpoint, by, { service: 'ce', target }, full)) as CostOutputs[Name];
}

interface BillAnswer {
  readonly cost: string;
  readonly apart: string;
  readonly saved: string;
  readonly payer: string;
  readonly isEstimated: boolean;
  readonly accounts: readonly {
    readonly account: string;
    readonly name?: string;
    readonly cost: string;
    readonly lines: readonly object[];
  }[];
}

async function bill(
  keys: Keys = cloud.credentials as Keys,
  query = '',
): Promise<BillAnswer & { readonly message?: string }> {
  const { host, port } = new URL(cloud.endpoint);
  const request = { method: 'GET', path: `/_lockstead/bill${query}`, headers: { host } };
  const reply = await send(Number(port), request, signed(request, { keys, service: 'lockstead' }));
  return JSON.parse(reply.text);
}

async function listUsers(account: string, times: number): Promise<void> {
  const client = new iam.IAMClient(cloud.clientConfig(await organization.keysIn(account)));
  for (let n = 0; n < times; n += 1) await client.send(new iam.ListUsersCommand({}));
}

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true, priceList });
  organization = await createOrganization(cloud);
  ids = { red: await organization.account('red'), blue: await organization.account('blue') };
  month = cloud.clock.now().toISOString().slice(0, 7);
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  period = { Start: `${month}-01`, End: next.toISOString().slice(0, 10) };
  await listUsers(ids.red, 8);
  await listUsers(ids.blue, 6);
  const inBlue = new iam.IAMClient(cloud.clientConfig(await organization.keysIn(ids.blue)));
  await inBlue.send(new iam.CreateGroupCommand({ GroupName: 'clerks' }));
  const Tags = [{ Key: 'team', Value: 'x' }];
  await organization.client.send(new org.TagResourceCommand({ ResourceId: ids.red, Tags }));
});
afterAll(() => cloud.stop());

const amounts = (results: CostOutputs['GetCostAndUsage']): Record<string, string> =>
  Object.fromEntries(
    results.ResultsByTime.flatMap(({ Groups }) =>
      Groups.map(({ Keys, Metrics }): [string, string] => [Keys.join('/'), Metrics['UnblendedCost']?.Amount ?? '']),
    ),
  );

describe('the bill', () => {
  test('fills the tiers with the calls of all accounts, and says what that saves', async () => {
    // 14 calls together: ten at 0.1, four at 0.01. Apart: 0.8 and 0.6. The group costs 1 either way.
    const found = await bill();
    expect(found).toMatchObject({
      cost: '2.04',
      apart: '2.4',
      saved: '0.36',
      isEstimated: true,
      payer: cloud.accountId,
    });
    expect(found.accounts.map(({ name, account }) => [name, account])).toEqual(
      expect.arrayContaining([
        ['red', ids.red],
        ['blue', ids.blue],
      ]),
    );
    expect(found.accounts.find(({ account }) => account === ids.red)).toMatchObject({
      // Eight of fourteen parts of 1.04.
      cost: '0.5942857143',
      lines: [{ ...requests, quantity: 8, cost: '0.5942857143' }],
    });
  });

  test('of a member is its own part, and nobody else’s', async () => {
    const found = await bill(await organization.keysIn(ids.red));
    expect(found.accounts.map(({ account }) => account)).toEqual([ids.red]);
    expect(found).toMatchObject({ cost: '0.5942857143', payer: cloud.accountId });
    expect(JSON.stringify(found)).not.toContain(ids.blue);
  });

  test.each([
    ['?month=2026-13', 'is not a month'],
    ['?month=2999-01', 'There is no bill of 2999-01 yet'],
    ['?month=2020-01', 'Bills begin with'],
  ])('of %s is refused', async (query, message) => {
    expect((await bill(undefined, query)).message).toContain(message);
  });

  test('needs the permission of the caller’s own account', async () => {
    const own = new iam.IAMClient(cloud.clientConfig());
    await own.send(new iam.CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey } = await own.send(new iam.CreateAccessKeyCommand({ UserName: 'nobody' }));
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    expect((await bill(keys)).message).toContain('not authorized to perform: lockstead:GetBill');
  });
});

describe('GetCostAndUsage', () => {
  const Granularity = 'MONTHLY';
  const Metrics = ['UnblendedCost'];

  test('sums what the payer’s accounts used', async () => {
    const Filter = { Dimensions: { Key: 'USAGE_TYPE', Values: ['IAM-Requests'] } };
    const all = [
      'UnblendedCost',
      'BlendedCost',
      'AmortizedCost',
      'NetUnblendedCost',
      'UsageQuantity',
      'NormalizedUsageAmount',
    ];
    const found = await ce('GetCostAndUsage', { Granularity, Metrics: all, Filter });
    expect(found).not.toHaveProperty('GroupDefinitions');
    expect(found.ResultsByTime).toHaveLength(1);
    const [result] = found.ResultsByTime;
    expect(result).toMatchObject({ TimePeriod: period, Groups: [], Estimated: true });
    expect(result?.Total['UsageQuantity']).toEqual({ Amount: '14', Unit: 'Requests' });
    expect(result?.Total['NormalizedUsageAmount']).toEqual({ Amount: '0', Unit: 'N/A' });
    for (const name of ['UnblendedCost', 'BlendedCost', 'AmortizedCost', 'NetUnblendedCost']) {
      expect(Number(result?.Total[name]?.Amount)).toBeCloseTo(1.04, 9);
      expect(result?.Total[name]?.Unit).toBe('USD');
    }
  });

  test('groups by account, with its name, and by service', async () => {
    const GroupBy = [
      { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
      { Type: 'DIMENSION', Key: 'SERVICE' },
    ] as const;
    const found = await ce('GetCostAndUsage', { Granularity, Metrics, GroupBy });
    expect(found.GroupDefinitions).toEqual(GroupBy);
    expect(found.ResultsByTime[0]?.Total).toEqual({});
    expect(amounts(found)).toMatchObject({
      [`${ids.red}/Identity`]: '0.5942857143',
      [`${ids.blue}/Identity`]: '1.4457142857',
    });
    expect(found.DimensionValueAttributes).toContainEqual({ Value: ids.red, Attributes: { description: 'red' } });
  });

  test('groups by the tags of accounts', async () => {
    const GroupBy = [{ Type: 'TAG', Key: 'team' }] as const;
    const found = await ce('GetCostAndUsage', { Granularity, Metrics, GroupBy });
    expect(amounts(found)).toMatchObject({ team$x: '0.5942857143', team$: '1.4457142857' });
  });

  test.each<[string, object, string[]]>([
    ['a dimension', { Dimensions: { Key: 'OPERATION', Values: ['CreateGroup'] } }, ['CreateGroup']],
    ['not', { Not: { Dimensions: { Key: 'SERVICE', Values: ['Organizations'] } } }, ['CreateGroup', 'ListUsers']],
    [
      'and',
      {
        And: [
          { Dimensions: { Key: 'SERVICE', Values: ['Identity'] } },
          { Not: { Dimensions: { Key: 'OPERATION', Values: ['CreateGroup'] } } },
        ],
      },
      ['ListUsers'],
    ],
    [
      'or',
      { Or: [{ Dimensions: { Key: 'OPERATION', Values: ['CreateGroup'] } }, { Tags: { Key: 'team', Values: ['x'] } }] },
      ['CreateGroup', 'ListUsers'],
    ],
    ['a tag', { Tags: { Key: 'team', Values: ['x'] } }, ['ListUsers']],
    ['attributes, which nothing has', { ProductAttributes: { Key: 'model', Values: ['x'] } }, []],
  ])('filters by %s', async (_what, Filter, operations) => {
    const GroupBy = [{ Type: 'DIMENSION', Key: 'OPERATION' }] as const;
    const found = await ce('GetCostAndUsage', { Granularity, Metrics, GroupBy, Filter });
    expect(Object.keys(amounts(found)).sort()).toEqual(operations);
  });

  test('a member sees its own costs', async () => {
    const GroupBy = [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }] as const;
    const found = await ce('GetCostAndUsage', { Granularity, Metrics, GroupBy }, await organization.keysIn(ids.red));
    expect(Object.keys(amounts(found))).toEqual([ids.red]);
  });

  test('a member that asks for another account’s costs gets none, by no filter', async () => {
    const keys = await organization.keysIn(ids.red);
    const other = { Dimensions: { Key: 'LINKED_ACCOUNT', Values: [ids.blue, cloud.accountId] } };
    const GroupBy = [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }] as const;
    for (const Filter of [
      other,
      { Or: [other, { Not: { Dimensions: { Key: 'LINKED_ACCOUNT', Values: [ids.red] } } }] },
    ]) {
      const found = await ce('GetCostAndUsage', { Granularity, Metrics, GroupBy, Filter }, keys);
      expect(amounts(found)).toEqual({});
    }
    const seen = await ce('GetDimensionValues', { Dimension: 'LINKED_ACCOUNT' }, keys);
    expect(seen.DimensionValues.map(({ Value }) => Value)).toEqual([ids.red]);
  });

  test('by day, each day of the period has a result', async () => {
    const found = await ce('GetCostAndUsage', { Granularity: 'DAILY', Metrics });
    const today = cloud.clock.now().toISOString().slice(0, 10);
    expect(found.ResultsByTime.map(({ TimePeriod }) => TimePeriod.Start)).toContain(today);
    const used = found.ResultsByTime.filter(({ Total }) => Total['UnblendedCost']?.Amount !== '0');
    expect(used.map(({ TimePeriod }) => TimePeriod.Start)).toEqual([today]);
  });

  test.each<[string, object, string]>([
    ['an end before the start', { TimePeriod: { Start: '2026-12-02', End: '2026-12-02' } }, 'ValidationException'],
    ['no day', { TimePeriod: { Start: '2026-02-30', End: '2026-12-02' } }, 'ValidationException'],
    ['the future', { TimePeriod: { Start: '2999-01-01', End: '2999-01-02' } }, 'ValidationException'],
    ['long ago', { TimePeriod: { Start: '2020-01-01', End: '2020-01-02' } }, 'ValidationException'],
    ['a far end', { TimePeriod: { Start: '2026-12-01', End: '9999-01-01' } }, 'ValidationException'],
    ['hours', { Granularity: 'HOURLY' }, 'DataUnavailableException'],
    ['no metric', { Metrics: [] }, 'ValidationException'],
    ['an unknown metric', { Metrics: ['Cost'] }, 'ValidationException'],
    ['an unknown dimension', { GroupBy: [{ Type: 'DIMENSION', Key: 'AZ' }] }, 'ValidationException'],
    [
      'three groups',
      { GroupBy: ['SERVICE', 'REGION', 'OPERATION'].map((Key) => ({ Type: 'DIMENSION', Key })) },
      'ValidationException',
    ],
    ['an empty expression', { Filter: {} }, 'ValidationException'],
    ['two operands', { Filter: { Not: { Tags: { Key: 'a' } }, Tags: { Key: 'a' } } }, 'ValidationException'],
    ['one expression in And', { Filter: { And: [{ Tags: { Key: 'a' } }] } }, 'ValidationException'],
    [
      'a match option of another filter',
      { Filter: { Tags: { Key: 'a', MatchOptions: ['CONTAINS'] } } },
      'ValidationException',
    ],
    ['a token of nobody', { NextPageToken: 'AAAA' }, 'InvalidNextTokenException'],
    [
      'another billing view',
      { BillingViewArn: 'arn:aws:billing::111122223333:billingview/primary' },
      'ResourceNotFoundException',
    ],
  ])('%s is refused', async (_what, more, name) => {
    await expect(ce('GetCostAndUsage', { Granularity, Metrics, ...more })).rejects.toMatchObject({ name });
  });

  test('a filter that is deep or wide is refused', async () => {
    let Filter: object = { Tags: { Key: 'a' } };
    for (let depth = 0; depth < 21; depth += 1) Filter = { Not: Filter };
    await expect(ce('GetCostAndUsage', { Granularity, Metrics, Filter })).rejects.toThrow(/at most 500 expressions/);
    const Or = Array.from({ length: 501 }, () => ({ Tags: { Key: 'a' } }));
    await expect(ce('GetCostAndUsage', { Granularity, Metrics, Filter: { Or } })).rejects.toThrow(/at most 500/);
  });

  test('a policy can withhold it, and the event says who asked', async () => {
    const own = new iam.IAMClient(cloud.clientConfig());
    await own.send(new iam.CreateUserCommand({ UserName: 'curious' }));
    const { AccessKey } = await own.send(new iam.CreateAccessKeyCommand({ UserName: 'curious' }));
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    await expect(ce('GetCostAndUsage', { Granularity, Metrics }, keys)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `ce:GetCostAndUsage on resource: arn:aws:billing::${cloud.accountId}:billingview/primary`,
      ),
    });
  });
});

describe('GetDimensionValues and GetTags', () => {
  test('the accounts of the bill, with their names', async () => {
    const found = await ce('GetDimensionValues', { Dimension: 'LINKED_ACCOUNT' });
    expect(found.DimensionValues).toContainEqual({ Value: ids.blue, Attributes: { description: 'blue' } });
    expect(found.ReturnSize).toBe(found.DimensionValues.length);
    expect(found.TotalSize).toBe(found.ReturnSize);
  });

  test('are searched and sorted', async () => {
    const named = await ce('GetDimensionValues', { Dimension: 'SERVICE', SearchString: 'ident' });
    expect(named.DimensionValues).toEqual([{ Value: 'Identity', Attributes: {} }]);
    const SortBy = [{ Key: 'UnblendedCost', SortOrder: 'DESCENDING' }] as const;
    const sorted = await ce('GetDimensionValues', { Dimension: 'OPERATION', SortBy, MaxResults: 2 });
    expect(sorted.DimensionValues.map(({ Value }) => Value)).toEqual(['ListUsers', 'CreateGroup']);
    await expect(ce('GetDimensionValues', { Dimension: 'SERVICE', SortBy, SearchString: 'x' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('come in pages', async () => {
    const all: string[] = [];
    for (let NextPageToken: string | undefined; ; ) {
      const input = {
        Dimension: 'OPERATION',
        MaxResults: 1,
        ...(NextPageToken === undefined ? {} : { NextPageToken }),
      };
      const page = await ce('GetDimensionValues', input);
      expect(page.DimensionValues).toHaveLength(1);
      all.push(...page.DimensionValues.map(({ Value }) => Value));
      NextPageToken = page.NextPageToken;
      if (NextPageToken === undefined) break;
    }
    expect(all).toEqual(expect.arrayContaining(['CreateGroup', 'ListUsers', 'CreateAccount']));
    expect(new Set(all).size).toBe(all.length);
  });

  test('there are no reservations', async () => {
    expect(await ce('GetDimensionValues', { Dimension: 'SERVICE', Context: 'RESERVATIONS' })).toMatchObject({
      TotalSize: 0,
    });
  });

  test('the tags of accounts are those of their costs', async () => {
    expect(await ce('GetTags', {})).toMatchObject({ Tags: ['team'], ReturnSize: 1, TotalSize: 1 });
    expect(await ce('GetTags', { TagKey: 'team' })).toMatchObject({ Tags: ['', 'x'] });
  });
});

test('other operations are refused with their reason', async () => {
  await expect(
    jsonCall(
      cloud.endpoint,
      cloud.credentials as Keys,
      { service: 'ce', target: 'AWSInsightsIndexService.GetCostForecast' },
      {},
    ),
  ).rejects.toMatchObject({
    name: 'NotImplemented',
    status: 501,
    message: expect.stringContaining('neither compared nor foretold'),
  });
});

test('an account that leaves pays for itself from then on, and still sees what it used before', async () => {
  await cloud.clock.advance('P35D');
  const old = await bill(undefined, `?month=${month}`);
  expect(old).toMatchObject({ cost: '2.04', isEstimated: false });
  await organization.client.send(new org.RemoveAccountFromOrganizationCommand({ AccountId: ids.red }));
  await listUsers(ids.red, 1);
  const own = await bill(await organization.keysIn(ids.red));
  expect(own).toMatchObject({ payer: ids.red, cost: '0.1' });
  expect(await bill(await organization.keysIn(ids.red), `?month=${month}`)).toMatchObject({ cost: '0.5942857143' });
  expect((await bill()).accounts.map(({ account }) => account)).not.toContain(ids.red);
});
