/** Who reads the two feeds: changes of records, and events as they are appended to their journals. */
import type { Change, FollowedEntry } from '#store/port';
import type { Recipient } from './delivery.ts';
import type { EventCategory } from './event-log.ts';

/** Its cursor moves in the transaction of its own writes, so that nothing is lost or done twice. */
export type Subscriber = Recipient<Change>;

/** The events of one category, of all accounts and regions, in the order of their commits. What a journal's bound dropped meanwhile is not told. */
export interface JournalSubscriber extends Recipient<FollowedEntry> {
  readonly category: EventCategory;
}
