/** What time does to the event history: it forgets. */
import { schedule } from '#events/agenda';
import type { EventLog } from '#events/event-log';
import { type Duration, hours, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';

const trimEvery: Duration = hours(1);

/** One small batch a transaction, so that nobody waits for it; at once again while there is more, then in an hour. */
export function trimHistory(events: EventLog): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const isMore = await events.trim(tx, now);
      await schedule(tx, { ...due, at: isMore ? now : later(now, trimEvery) });
    },
  };
}
