/**
 * Which data events trails ask for: answered from memory for each call, and kept true by the trails' records as they are committed, here or on
 * another node.
 */
import type { AccountId, Region } from '#kernel/ids';
import type { DataEventInterest } from '#service/further-event';
import type { Change, Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { cloudTrailCollections, type ListedTrail } from './state.ts';

const { listedTrails } = cloudTrailCollections;

/** Begins with what is committed now. A trail that is changed on this node counts for the next request. */
export async function dataEventInterest(store: Store): Promise<DataEventInterest> {
  const interest = new TrailInterest(store);
  await interest.load();
  return interest;
}

/** Trails by their ids. */
type Trails = Map<string, ListedTrail>;

class TrailInterest implements DataEventInterest {
  readonly #store: Store;
  /** The trails that take data events, and log: by account, since each call asks. */
  readonly #ofAccounts = new Map<AccountId, Trails>();
  readonly #ofOrganizations: Trails = new Map();
  /** Counts what was told, so that a list that was read meanwhile is not believed. */
  #told = 0;

  constructor(store: Store) {
    this.#store = store;
    store.onCommit((changes) => {
      for (const change of changes) this.#hear(change);
    });
    // Until it is read anew, a trail that another node has changed may go unheard, for less than a second.
    store.onMissed(() => void this.load().catch(() => undefined));
  }

  async load(): Promise<void> {
    let before: number;
    do {
      before = this.#told;
      const listed = await this.#store.in(listedTrails, partitionScope).list();
      if (before !== this.#told) continue;
      this.#ofAccounts.clear();
      this.#ofOrganizations.clear();
      for (const { record } of listed) this.#keep(listedTrails.id(record), record);
    } while (before !== this.#told);
  }

  /**
   * Never too little: of an organization's trail every account's events are wanted. Which of them belong to it is looked up when they are delivered, and
   * the others are forgotten with the journal.
   */
  wants(account: AccountId, region: Region, eventSource: string): boolean {
    const own = this.#ofAccounts.get(account);
    return anyWants(own, region, eventSource) || anyWants(this.#ofOrganizations, region, eventSource);
  }

  #hear({ collection, id, after }: Change): void {
    if (collection !== listedTrails.name) return;
    this.#told += 1;
    this.#keep(id, after as ListedTrail | undefined);
  }

  #keep(id: string, trail: ListedTrail | undefined): void {
    const account = id.slice(0, id.indexOf('/')) as AccountId;
    const own = this.#ofAccounts.get(account) ?? new Map<string, ListedTrail>();
    own.delete(id);
    this.#ofOrganizations.delete(id);
    if (trail?.isLogging === true && trail.dataSources.length > 0) {
      own.set(id, trail);
      if (trail.ofOrganization) this.#ofOrganizations.set(id, trail);
    }
    if (own.size > 0) this.#ofAccounts.set(account, own);
    else this.#ofAccounts.delete(account);
  }
}

function anyWants(trails: Trails | undefined, region: Region, eventSource: string): boolean {
  if (trails === undefined) return false;
  for (const { isMultiRegion, homeRegion, dataSources } of trails.values()) {
    if (!isMultiRegion && homeRegion !== region) continue;
    if (dataSources === 'all' || dataSources.includes(eventSource)) return true;
  }
  return false;
}
