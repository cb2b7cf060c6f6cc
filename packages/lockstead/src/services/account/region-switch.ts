/**
 * A Region that is enabled or disabled. Until it is done the Region cannot be used: a Region that is being disabled is closed at once.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
import { schedule } from '#events/agenda';
import { later, seconds } from '#kernel/clock';
import { type AccountId, parseAccountId, type Region } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { WriteContext } from '#service/operation';
import { placeOf } from '#services/organizations/api';
import { conflict, invalidRegion, tooManyRequests } from './errors.ts';
import { accountLimits } from './limits.ts';
import { statusOf } from './region-status.ts';
import { accountState, switchKey } from './state.ts';

const finishSwitchKind = 'account:finishRegionSwitch';

interface Switch {
  readonly from: 'ENABLED' | 'DISABLED';
  readonly through: 'ENABLING' | 'DISABLING';
  readonly home: Region;
}

/** Throws where the Region is not in the state that it is to leave. */
export async function startSwitch(
  { tx, clock }: Pick<WriteContext, 'tx' | 'clock'>,
  account: AccountId,
  region: string,
  { from, through, home }: Switch,
): Promise<void> {
  const state = accountState(tx, account);
  const status = await statusOf(state, region, home);
  if (status !== from) {
    const isOtherWay = (status === 'ENABLING' || status === 'DISABLING') && status !== through;
    throw isOtherWay ? conflict(`The Region ${region} is in the status ${status}.`) : invalidRegion.status();
  }
  const managementAccount = (await placeOf(tx, account))?.managementAccount;
  const { RegionOptRequestsPerAccount: own, RegionOptRequestsPerOrganization: all } = accountLimits;
  const { regionSwitches } = state;
  if ((await regionSwitches.count({ index: 'account', key: account })) >= own) {
    throw tooManyRequests(`At most ${own} Regions of an account are enabled or disabled at the same time.`);
  }
  if (
    managementAccount !== undefined &&
    (await regionSwitches.count({ index: 'organization', key: managementAccount })) >= all
  ) {
    throw tooManyRequests(`At most ${all} Regions of an organization are enabled or disabled at the same time.`);
  }
  await state.regions.put({ region, status: through });
  await regionSwitches.insert({ account, region, ...(managementAccount === undefined ? {} : { managementAccount }) });
  const ref = switchKey({ account, region });
  const at = later(clock.now(), seconds(accountLimits.SecondsOfRegionSwitch));
  await schedule(tx, { id: `${finishSwitchKind} ${ref}`, kind: finishSwitchKind, at, ref });
}

export const finishSwitch: AgendaItem = {
  async handle({ ref }, { tx }) {
    const [named = '', region = ''] = ref.split('/');
    const account = parseAccountId(named);
    invariant(account !== undefined, 'the row names an account');
    const { regions, regionSwitches } = accountState(tx, account);
    await regionSwitches.delete(ref);
    const record = await regions.get(region);
    if (record?.status === 'ENABLING') await regions.update({ region, status: 'ENABLED' });
    if (record?.status === 'DISABLING') await regions.delete(region);
  },
};
