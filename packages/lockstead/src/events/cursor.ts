/** Up to where somebody has read a feed: a row that moves in the transaction of the reader's own writes. */
import type { Collection, Reader, Seq, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import { epochOf } from './epoch.ts';

interface Cursor {
  readonly name: string;
  readonly seq: Seq;
  readonly epoch: number;
}

const cursors: Collection<Cursor> = {
  name: 'events.cursor',
  level: 'partition',
  id: (cursor) => cursor.name,
  feed: false,
};

/** Where a reader stood when it began to read: what `advance` compares with. */
export interface Progress {
  readonly epoch: number;
  /** Undefined where it has read nothing in this epoch. */
  readonly seq: Seq | undefined;
}

export async function progressOf(name: string, reader: Reader): Promise<Progress> {
  const epoch = await epochOf(reader);
  const cursor = await reader.in(cursors, partitionScope).get(name);
  return { epoch, seq: cursor?.epoch === epoch ? cursor.seq : undefined };
}

/** False where another node has moved the cursor, or a reset has removed it. Then the reader must write nothing. */
export async function advance(name: string, tx: Transaction, before: Progress, through: Seq): Promise<boolean> {
  const now = await progressOf(name, tx);
  if (now.epoch !== before.epoch || now.seq !== before.seq) return false;
  await tx.in(cursors, partitionScope).put({ name, seq: through, epoch: now.epoch });
  return true;
}

/** Removes the cursor, because the reader does not exist any more. */
export async function dropCursor(name: string, tx: Transaction): Promise<void> {
  await tx.in(cursors, partitionScope).delete(name);
}
