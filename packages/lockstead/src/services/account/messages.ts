/** What AWS would have sent by mail or telephone, for the owner of this installation to read. */
import { isoSeconds } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { partitionScope } from '#store/scope';
import { accountCollections } from './state.ts';

export interface ShownMessage {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly account: AccountId;
  /** An email address or a telephone number. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Newest first; at most as many as are kept (`MessagesKept`). */
export async function messagesSent(reader: Reader): Promise<readonly ShownMessage[]> {
  const all = await reader.in(accountCollections.messages, partitionScope).list({ index: 'at' });
  return all
    .map(({ record: { at, account, to, subject, text } }) => ({
      at: isoSeconds(at),
      account,
      to,
      subject,
      text: text.reveal(),
    }))
    .reverse();
}
