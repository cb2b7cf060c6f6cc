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

class TrailInterest implements DataEventInterest {
  readonly #store: Store;
  /** The trails that take data events, and log. */
  readonly #wanting = new Map<string, ListedTrail>();
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
      this.#wanting.clear();
      for (const { record } of listed) this.#keep(listedTrails.id(record), record);
    } while (before !== this.#told);
  }

  /**
   * Never too little: of an organization's trail every account's events are wanted. Which of them belong to it is looked up when they are delivered, and
   * the others are forgotten with the journal.
   */
  wants(account: AccountId, region: Region, eventSource: string): boolean {
    for (const trail of this.#wanting.values()) {
      const isInPlace =
        (trail.account === account || trail.ofOrganization) && (trail.isMultiRegion || trail.homeRegion === region);
      if (isInPlace && (trail.dataSources === 'all' || trail.dataSources.includes(eventSource))) return true;
    }
    return false;
  }

  #hear({ collection, id, after }: Change): void {
    if (collection !== listedTrails.name) return;
    this.#told += 1;
    this.#keep(id, after as ListedTrail | undefined);
  }

  #keep(id: string, trail: ListedTrail | undefined): void {
    const isWanting = trail?.isLogging === true && trail.dataSources.length > 0;
    if (isWanting) this.#wanting.set(id, trail);
    else this.#wanting.delete(id);
  }
}
