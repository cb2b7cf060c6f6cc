/**
 * What follows when an account is closed: it is suspended at once, and gone for good after 90 days.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
 */
import { schedule } from '#events/agenda';
import { days, type Instant, later } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { organizationsLimits } from '../limits.ts';
import { detachAll } from '../policies/attachments.ts';
import { delegationKey, type OrganizationsWriter, organizationsState } from '../state.ts';

const kinds = { finish: 'organizations:finishClosure', end: 'organizations:endSuspension' } as const;

/** The account is pending already: the rest falls due at once, and after the suspension. */
export async function scheduleClosure(
  tx: Transaction,
  management: AccountId,
  account: AccountId,
  now: Instant,
): Promise<void> {
  const ref = `${management}/${account}`;
  const end = later(now, days(organizationsLimits.DaysSuspended));
  await schedule(tx, { id: `${kinds.finish} ${ref}`, kind: kinds.finish, at: now, ref });
  await schedule(tx, { id: `${kinds.end} ${ref}`, kind: kinds.end, at: end, ref });
}

function stateOf(tx: Transaction, ref: string): { readonly state: OrganizationsWriter; readonly account: AccountId } {
  const [management, account] = ref.split('/').map(parseAccountId);
  invariant(management !== undefined && account !== undefined, 'the row names two accounts');
  return { state: organizationsState(tx, management), account };
}

export const finishClosure: AgendaItem = {
  async handle({ ref }, { tx }) {
    const { state, account } = stateOf(tx, ref);
    const member = await state.members.get(account);
    if (member?.state === 'PENDING_CLOSURE') await state.members.update({ ...member, state: 'SUSPENDED' });
  },
};

export const endSuspension: AgendaItem = {
  async handle({ ref }, { tx }) {
    const { state, account } = stateOf(tx, ref);
    const member = await state.members.get(account);
    const organization = await state.organizations.get('organization');
    if (member?.state !== 'SUSPENDED' || organization === undefined) return;
    for (const { record } of await state.delegations.list({ index: 'account', key: account })) {
      await state.delegations.delete(delegationKey(record));
    }
    await detachAll(state, organization, account);
    await state.members.delete(account);
    await state.memberships.delete(account);
  },
};
