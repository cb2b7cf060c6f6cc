/** Which accounts are closed, for every request that authenticates: kept in memory until the account's closure changes. */
import type { AccountId } from '#kernel/ids';
import { mayUseCaches } from '#store/caches';
import type { Reader, Store } from '#store/port';
import { organizationsCollections, organizationsState } from '../state.ts';

/** For work in a transaction, which sees what it has written itself. */
export async function isClosed(reader: Reader, account: AccountId): Promise<boolean> {
  return (await organizationsState(reader, account).closures.get(account)) !== undefined;
}

/** Answers that are remembered. */
const accountsMax = 20_000;

/** One for each process. */
export class ClosedAccounts {
  readonly #store: Store;
  readonly #known = new Map<AccountId, boolean>();
  #generation = 0;

  constructor(store: Store) {
    this.#store = store;
    store.onCommit((changes) => {
      for (const { collection, id } of changes) {
        if (collection !== organizationsCollections.closures.name) continue;
        this.#known.delete(id as AccountId);
        this.#generation += 1;
      }
    });
    store.onMissed(() => {
      this.#known.clear();
      this.#generation += 1;
    });
  }

  async has(account: AccountId): Promise<boolean> {
    const known = this.#known.get(account);
    if (known !== undefined && mayUseCaches(this.#store)) return known;
    const started = this.#generation;
    const answer = await isClosed(this.#store, account);
    if (started === this.#generation) {
      if (this.#known.size >= accountsMax) this.#known.clear();
      this.#known.set(account, answer);
    }
    return answer;
  }
}
