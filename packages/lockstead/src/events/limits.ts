/** How much of the past is kept. */
import { type Duration, days } from '#kernel/clock';

export const eventLimits = {
  /** As long as AWS keeps the event history. AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
  historyKeptFor: days(90) as Duration,
  /**
   * Events of all accounts and regions together. Beyond it the oldest events of the account with the most events are dropped. So an account
   * with less than
   * its even share loses nothing to the calls of others. AWS has no such limit, a disk has: an event takes 1 to 3 KB with
   * its index (measured: 1.3 KB for a read), so that a million stay below 3 GB, however long somebody calls.
   */
  historyEntriesMax: 1_000_000,
  /**
   * Data events wait here for the trails that asked for them, and for nobody else. Longer than a trail's delivery can fail unnoticed, and
   * bounded like the history: beyond it a trail that does not deliver loses the oldest, and says so.
   */
  dataKeptFor: days(7) as Duration,
  dataEntriesMax: 500_000,
  insightEntriesMax: 100_000,
  /**
   * Entries that one search by an attribute looks at before it answers with what it has found by then, and where it goes on: some 25 ms of
   * work, in short stretches. A value that is rare in a million of entries is found in twenty such pages.
   */
  lookedAtMax: 50_000,
  /** Entries that one transaction drops: a few milliseconds of the event loop. */
  trimBatch: 100,
  /** Over the limit on entries, so many appended ones make room for twice as many. */
  trimEveryAppends: 64,
  /** However many were appended meanwhile: what one transaction drops to make room. */
  dropBatchMax: 512,
  /** Below the limit it is looked more and more seldom: what one node appends between two looks is at most this share of the limit. */
  overshootShare: 100,
} as const;
