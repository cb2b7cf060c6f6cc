/**
 * A reset begins a new epoch. What happened before it, and the removal of everything that is its own doing, is nobody's news any more: whoever
 * reads forward, its own records gone with the rest, begins with what comes after it, as at a first start.
 */
import type { Collection, Reader, Seq, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

interface Epoch {
  readonly id: 'epoch';
  /** How many resets there have been. */
  readonly number: number;
}

/** In the feed, so that its place there is where the epoch begins. */
const epochs: Collection<Epoch> = {
  name: 'events.epoch',
  level: 'partition',
  id: (row) => row.id,
};

const searchMax = 1000;

/** Removes everything, and begins a new epoch: what follows in the transaction is what subscribers hear of next. */
export async function beginAgain(tx: Transaction): Promise<void> {
  const number = (await epochOf(tx)) + 1;
  await tx.clear();
  await tx.in(epochs, partitionScope).insert({ id: 'epoch', number });
}

export async function epochOf(reader: Reader): Promise<number> {
  return (await reader.in(epochs, partitionScope).get('epoch'))?.number ?? 0;
}

/**
 * Where in the change feed one begins that has had nothing in this epoch. Where the feed has forgotten how it began, all that is kept belongs
 * to it.
 */
export async function beginningOf(epoch: number, store: Pick<Store, 'changes'>): Promise<Seq> {
  let from: Seq = 0;
  if (epoch === 0) return from;
  for (;;) {
    const changes = await store.changes(from, searchMax);
    const mark = changes.find(({ collection, after }) => collection === epochs.name && isEpoch(after, epoch));
    if (mark !== undefined) return mark.seq;
    if (changes.length < searchMax) return 0;
    from = changes.at(-1)?.seq ?? from;
  }
}

function isEpoch(row: unknown, number: number): boolean {
  return (row as Epoch | undefined)?.number === number;
}
