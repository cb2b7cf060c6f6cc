/**
 * EnableRegion: an account gets an opt-in Region, after a while.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_EnableRegion.html
 */
import type { Region } from '#kernel/ids';
import type { AccountWrite } from '../operation.ts';
import { startSwitch } from '../region-switch.ts';
import { targetOf } from '../target.ts';

/** `home` is where this installation stands; every account has that Region. */
export function enableRegion(home: Region): AccountWrite<'EnableRegion'> {
  return {
    name: 'EnableRegion',
    effect: 'write',

    async handle({ AccountId, RegionName }, context) {
      const { tx } = context;
      const account = await targetOf(tx, context, 'EnableRegion', AccountId);
      await startSwitch(context, account, RegionName, { from: 'DISABLED', through: 'ENABLING', home });
      return {};
    },
  };
}
