/**
 * ListRegions: the Regions, and whether an account has each.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_ListRegions.html
 */
import type { Region } from '#kernel/ids';
import { pageOf } from '../../paging/pages.ts';
import { invalidToken } from '../errors.ts';
import { accountLimits } from '../limits.ts';
import type { AccountRead } from '../operation.ts';
import { statuses } from '../region-status.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

/** `home` is where this installation stands; every account has that Region. */
export function listRegions(home: Region): AccountRead<'ListRegions'> {
  return {
    name: 'ListRegions',
    effect: 'read',

    async handle(input, context) {
      const { reader } = context;
      const { AccountId, MaxResults, NextToken, RegionOptStatusContains } = input;
      const account = await targetOf(reader, context, 'ListRegions', AccountId);
      const wanted: ReadonlySet<string> | undefined = RegionOptStatusContains && new Set(RegionOptStatusContains);
      const all = await statuses(accountState(reader, account), home);
      const { items, next } = pageOf(
        all.filter(({ RegionOptStatus }) => wanted === undefined || wanted.has(RegionOptStatus)),
        ({ RegionName }) => RegionName,
        {
          token: NextToken,
          limit: MaxResults ?? accountLimits.RegionsPerPage,
          boundTo: [context.account, 'ListRegions', account, ...[...(wanted ?? [])].sort()],
          refusal: invalidToken,
        },
      );
      return { Regions: [...items], ...(next === undefined ? {} : { NextToken: next }) };
    },
  };
}
