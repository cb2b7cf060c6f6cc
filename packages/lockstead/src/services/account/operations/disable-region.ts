/**
 * DisableRegion: an account gives an opt-in Region up: its requests for it are refused from now on.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_DisableRegion.html
 */
import type { Region } from '#kernel/ids';
import type { AccountWrite } from '../operation.ts';
import { startSwitch } from '../region-switch.ts';
import { targetOf } from '../target.ts';

/** `home` is where this installation stands; every account has that Region. */
export function disableRegion(home: Region): AccountWrite<'DisableRegion'> {
  return {
    name: 'DisableRegion',
    effect: 'write',

    async handle({ AccountId, RegionName }, context) {
      const { tx } = context;
      const account = await targetOf(tx, context, 'DisableRegion', AccountId);
      await startSwitch(context, account, RegionName, { from: 'ENABLED', through: 'DISABLING', home });
      return {};
    },
  };
}
