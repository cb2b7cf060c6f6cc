/** Which Regions an account can be used in, for every request that authenticates: kept in memory until the account's Regions change. */
import type { AccountId, Region } from '#kernel/ids';
import type { OpenRegions } from '#service/ports';
import { mayUseCaches } from '#store/caches';
import type { Store } from '#store/port';
import { defaultRegions } from './regions.ts';
import { accountCollections, accountState } from './state.ts';

/** Accounts that are remembered. */
const accountsMax = 20_000;

/** One for each process. `home` is where this installation stands; every account has that Region. */
export function openRegions(store: Store, home: Region): OpenRegions {
  const known = new Map<AccountId, ReadonlySet<string>>();
  let generation = 0;

  store.onCommit((changes) => {
    for (const { collection, scope } of changes) {
      if (collection !== accountCollections.regions.name || scope.level !== 'account') continue;
      known.delete(scope.account);
      generation += 1;
    }
  });
  store.onMissed(() => {
    known.clear();
    generation += 1;
  });

  async function enabledIn(account: AccountId): Promise<ReadonlySet<string>> {
    const remembered = known.get(account);
    if (remembered !== undefined && mayUseCaches(store)) return remembered;
    const started = generation;
    const all = await accountState(store, account).regions.list();
    const enabled = new Set(all.flatMap(({ record }) => (record.status === 'ENABLED' ? [record.region] : [])));
    if (started === generation) {
      if (known.size >= accountsMax) known.clear();
      known.set(account, enabled);
    }
    return enabled;
  }

  return {
    isAlwaysOpen: (region) => defaultRegions.has(region) || region === home,
    async isOpen(account, region) {
      return (await enabledIn(account)).has(region);
    },
  };
}
