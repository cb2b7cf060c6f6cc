/** Removes events that are older than 90 days from the event history. */
import { schedule } from '#events/agenda';
import type { EventLog } from '#events/event-log';
import { type Duration, hours, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';

const trimEvery: Duration = hours(1);

/**
 * Each run removes one small batch in one transaction, so that nobody waits for it. While there is more to remove it runs again at once, and
 * otherwise in an hour.
 */
export function trimHistory(events: EventLog): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const isMore = await events.trim(tx, now);
      await schedule(tx, { ...due, at: isMore ? now : later(now, trimEvery) });
    },
  };
}
