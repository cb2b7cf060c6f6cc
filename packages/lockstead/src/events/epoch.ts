/**
 * A reset begins a new epoch. Readers are not told of what happened before it, nor of the removals that the reset itself makes. Their own
 * records are removed
 * too, so they begin with what comes after the reset, as at a first start.
 */
import type { Collection, Reader, Seq, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

interface Epoch {
  readonly id: 'epoch';
  /** How many resets there have been. */
  readonly number: number;
}

/** This record is in the change feed. Its place there is where the epoch begins. */
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
 * Where in the change feed a reader begins that has read nothing in this epoch. If the feed has already dropped the beginning of the epoch,
 * everything
 * that it still has belongs to the epoch.
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
