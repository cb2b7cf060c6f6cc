/**
 * GetCostAndUsage: costs and usage by month or day, filtered and grouped.
 * AWS: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
import type { AccountId } from '#kernel/ids';
import { readPageToken, writePageToken } from '../../paging/page-token.ts';
import { requireOwnView } from '../billing-view.ts';
import { monthOf } from '../costs/months.ts';
import type { CostRow } from '../costs/visit.ts';
import { invalid, invalidToken, limitExceeded } from '../errors.ts';
import { costLimits } from '../limits.ts';
import type { CostParts, CostRead } from '../operation.ts';
import { Accounts } from '../query/accounts.ts';
import { dimensionOf, type TagsOf, type ValueOf } from '../query/dimensions.ts';
import { gatherCosts } from '../query/gather.ts';
import { metricsOf, Sum } from '../query/metrics.ts';
import { periodOf, slotsOf } from '../query/period.ts';
import type { CostInputs, CostOutputs, GroupDefinition } from '../shapes.ts';

const separator = '\n';

export function getCostAndUsage({ meter, prices }: CostParts): CostRead<'GetCostAndUsage'> {
  return {
    name: 'GetCostAndUsage',
    effect: 'read',
    waits: true,

    async handle(input, context) {
      const { TimePeriod, Granularity, Metrics, GroupBy = [], Filter } = input;
      requireOwnView(input.BillingViewArn, context.account);
      const period = periodOf(TimePeriod, context.clock.now());
      const slots = slotsOf(period, Granularity);
      const metrics = metricsOf(Metrics);
      const accounts = new Accounts(context.reader);
      const keyOf = groupKey(GroupBy, (account) => accounts.tagsOf(account));
      const from = placeOf(input, context.account);
      await meter.flush();

      const sums = slots.map(() => new Map<string, Sum>());
      let groups = 0;
      await gatherCosts(context, prices, accounts, period, Filter, (row) => {
        const key = keyOf(row);
        if (key === undefined) return;
        const ofSlot = sums[slotOf(row.day, slots, Granularity)];
        if (ofSlot === undefined) return;
        let sum = ofSlot.get(key);
        if (sum === undefined) {
          groups += 1;
          if (groups > costLimits.GroupsGathered)
            throw limitExceeded('The answer has too many groups. Filter them, or ask for a shorter time.');
          sum = new Sum();
          ofSlot.set(key, sum);
        }
        sum.add(row);
      });

      const isGrouped = GroupBy.length > 0;
      const currency = prices.list.currency;
      const results = slots.map((slot, at) => {
        const ofSlot = sums[at] ?? new Map<string, Sum>();
        return {
          TimePeriod: slot,
          Total: isGrouped ? {} : (ofSlot.get('') ?? new Sum()).shown(metrics, currency),
          Groups: isGrouped
            ? [...ofSlot.keys()].sort().map((key) => ({
                Keys: key.split(separator),
                Metrics: (ofSlot.get(key) ?? new Sum()).shown(metrics, currency),
              }))
            : [],
          Estimated: monthOf(slot.End) > monthOf(period.today) || monthOf(slot.Start) === monthOf(period.today),
        };
      });
      return {
        ...pageOf(results, from, input, context.account),
        ...(isGrouped ? { GroupDefinitions: [...GroupBy] } : {}),
        DimensionValueAttributes: await accountsNamed(GroupBy, results, accounts),
      };
    },
  };
}

type Results = CostOutputs['GetCostAndUsage']['ResultsByTime'];

/** Undefined: the row belongs to no group. */
function groupKey(groups: readonly GroupDefinition[], tagsOf: TagsOf): (row: CostRow) => string | undefined {
  if (groups.length > costLimits.GroupByMax)
    throw invalid(`Costs are grouped by at most ${costLimits.GroupByMax} keys.`);
  const parts = groups.map(({ Type, Key }): ValueOf | undefined => {
    if (Key === undefined || Key === '') throw invalid('A group definition has a key.');
    switch (Type) {
      case 'TAG':
        return ({ account }) => `${Key}$${tagsOf(account)?.get(Key) ?? ''}`;
      case 'COST_CATEGORY':
        return () => `${Key}$`;
      case 'PRODUCT_ATTRIBUTE':
        // No service here has costs with attributes, so that there are no groups.
        return undefined;
      case 'DIMENSION':
        return dimensionOf(Key);
      default:
        throw invalid('A group definition has a type.');
    }
  });
  if (new Set(groups.map(({ Type, Key }) => `${Type} ${Key}`)).size < groups.length)
    throw invalid('Group definitions differ from each other.');
  return (row) => {
    const keys: string[] = [];
    for (const part of parts) {
      if (part === undefined) return undefined;
      keys.push(part(row));
    }
    return keys.join(separator);
  };
}

function slotOf(
  day: string,
  slots: readonly { readonly Start: string }[],
  granularity: 'DAILY' | 'MONTHLY' | 'HOURLY',
): number {
  const first = slots[0]?.Start ?? day;
  if (granularity === 'DAILY') return Math.round((Date.parse(day) - Date.parse(first)) / 86_400_000);
  return (
    (Number(day.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(day.slice(5, 7)) - Number(first.slice(5, 7))
  );
}

/** Groups are counted over all periods; a period without groups counts as one. */
function pageOf(
  results: Results,
  from: number,
  input: CostInputs['GetCostAndUsage'],
  account: AccountId,
): Pick<CostOutputs['GetCostAndUsage'], 'ResultsByTime' | 'NextPageToken'> {
  const page: Results[number][] = [];
  let [at, left] = [0, costLimits.GroupsPerPage];
  for (const result of results) {
    const size = Math.max(1, result.Groups.length);
    const [begin, end] = [Math.max(0, from - at), Math.min(size, from - at + costLimits.GroupsPerPage)];
    if (begin < end) {
      page.push({ ...result, Groups: result.Groups.slice(begin, end) });
      left -= end - begin;
    }
    at += size;
  }
  const next = from + costLimits.GroupsPerPage;
  if (left > 0 || next >= at) return { ResultsByTime: page };
  return { ResultsByTime: page, NextPageToken: writePageToken(String(next), boundTo(input, account)) };
}

function placeOf(input: CostInputs['GetCostAndUsage'], account: AccountId): number {
  if (input.NextPageToken === undefined) return 0;
  const place = readPageToken(input.NextPageToken, boundTo(input, account));
  if (place === undefined || !/^\d{1,9}$/.test(place)) throw invalidToken();
  return Number(place);
}

function boundTo(
  { NextPageToken: _token, ...asked }: CostInputs['GetCostAndUsage'],
  account: AccountId,
): readonly string[] {
  return [account, 'GetCostAndUsage', JSON.stringify(asked)];
}

/** Where costs are grouped by account: the names of those in the answer. */
async function accountsNamed(
  groups: readonly GroupDefinition[],
  results: Results,
  accounts: Accounts,
): Promise<CostOutputs['GetCostAndUsage']['DimensionValueAttributes']> {
  const at = groups.findIndex(({ Type, Key }) => Type === 'DIMENSION' && Key === 'LINKED_ACCOUNT');
  if (at < 0) return [];
  const ids = new Set(results.flatMap(({ Groups }) => Groups.map(({ Keys }) => Keys[at] ?? '')));
  const named: { Value: string; Attributes: Record<string, string> }[] = [];
  for (const id of [...ids].sort()) {
    const { name } = await accounts.load(id as AccountId);
    named.push({ Value: id, Attributes: { description: name ?? id } });
  }
  return named;
}
