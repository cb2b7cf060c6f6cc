/**
 * GetRegionOptStatus: whether an account has a Region.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetRegionOptStatus.html
 */
import type { Region } from '#kernel/ids';
import type { AccountRead } from '../operation.ts';
import { statusOf } from '../region-status.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

/** `home` is where this installation stands; every account has that Region. */
export function getRegionOptStatus(home: Region): AccountRead<'GetRegionOptStatus'> {
  return {
    name: 'GetRegionOptStatus',
    effect: 'read',

    async handle({ AccountId, RegionName }, context) {
      const { reader } = context;
      const account = await targetOf(reader, context, 'GetRegionOptStatus', AccountId);
      const status = await statusOf(accountState(reader, account), RegionName, home);
      return { RegionName, RegionOptStatus: status };
    },
  };
}
