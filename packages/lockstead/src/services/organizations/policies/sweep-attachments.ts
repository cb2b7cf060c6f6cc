/** Removes attachments of generations that are over, some at a time: nothing reads them any more. */
import { schedule } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { attachmentKey, attachmentTarget, organizationsState } from '../state.ts';

const kind = 'organizations:sweepAttachments';
/** Rows of one transaction. */
const step = 100;

/** At once; it goes on until nothing of the generation is left. */
export async function sweepGeneration(
  tx: Transaction,
  account: AccountId,
  generation: number,
  now: Instant,
): Promise<void> {
  const ref = `${account}/${generation}`;
  await schedule(tx, { id: `${kind} ${ref}`, kind, at: now, ref });
}

export const sweepAttachments: AgendaItem = {
  async handle(due, { tx, now }) {
    const [account = '', generation = ''] = due.ref.split('/');
    const management = parseAccountId(account);
    invariant(management !== undefined, 'the row names an account');
    const state = organizationsState(tx, management);
    const listing = { prefix: `${generation}/`, limit: step };
    const attached = await state.attachments.list(listing);
    for (const { record } of attached) await state.attachments.delete(attachmentKey(record));
    const detached = await state.defaultDetachments.list(listing);
    for (const { record } of detached) await state.defaultDetachments.delete(attachmentTarget(record));
    if (attached.length === step || detached.length === step) await schedule(tx, { ...due, at: now });
  },
};
