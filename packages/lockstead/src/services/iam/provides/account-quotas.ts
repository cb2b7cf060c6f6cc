/**
 * Quotas of a whole account: so many users, groups, roles. Counting in the transaction is exact and dear: it takes the longer the more
 * there are, and of two nodes that count what the other adds to, one has to begin again. Far from the quota an upper bound kept in memory
 * will do: what was counted once, and one for each that was added since, by whichever node.
 */
import type { AccountId } from '#kernel/ids';
import { mayUseCaches } from '#store/caches';
import type { Store, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import { iamCollections } from '../state/state.ts';

const counted = {
  UsersPerAccount: iamCollections.users,
  GroupsPerAccount: iamCollections.groups,
  RolesPerAccount: iamCollections.roles,
  InstanceProfilesPerAccount: iamCollections.instanceProfiles,
  PoliciesPerAccount: iamCollections.policies,
  MFADevicesPerAccount: iamCollections.mfaDevices,
  OpenIdConnectProvidersPerAccount: iamCollections.oidcProviders,
  SAMLProvidersPerAccount: iamCollections.samlProviders,
} as const;

/** The quotas that count what a whole account has, by AWS's names. */
export type AccountQuota = keyof typeof counted;

const boundsMax = 10_000;
/**
 * From this share of a quota on, records are counted exactly. The rest is room for what other nodes may have added and this one has not heard
 * of yet: usually that of some milliseconds, at most that of a second.
 */
const nearFrom = 0.9;

/** One for each process: it hears of every change that is committed, by whichever node. */
export class AccountQuotas {
  readonly #store: Store;
  readonly #bounds = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    store.onCommit((changes) => {
      for (const { collection, scope, before } of changes) {
        if (before !== undefined || scope.level !== 'account') continue;
        const key = keyOf(collection, scope.account);
        const bound = this.#bounds.get(key);
        if (bound !== undefined) this.#bounds.set(key, bound + 1);
      }
    });
    store.onMissed(() => this.#bounds.clear());
  }

  /** Throws `LimitExceeded` where there is no room for one more. */
  async check(tx: Transaction, account: AccountId, quota: AccountQuota): Promise<void> {
    const max = iamLimits[quota];
    const { name } = counted[quota];
    const key = keyOf(name, account);
    const bound = this.#bounds.get(key);
    if (bound !== undefined && bound < max * nearFrom && mayUseCaches(this.#store)) return;
    const count = await tx.in<never>(counted[quota], accountScope(account)).count();
    if (this.#bounds.size >= boundsMax) this.#bounds.clear();
    this.#bounds.set(key, count);
    if (count >= max) throw LimitExceeded.quota(quota, max);
  }
}

function keyOf(collection: string, account: AccountId): string {
  return `${collection}\n${account}`;
}
