/** Removes events that are older than 90 days from the event history, and data events that no trail has taken in time. */
import { schedule } from '#events/agenda';
import type { EventLog } from '#events/event-log';
import { type Duration, elapsed, hours, type Instant, later, minutes } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Reader } from '#store/port';
import { partitionScope } from '#store/scope';
import { deliveryLimits } from './limits.ts';
import { cloudTrailCollections, cloudTrailState, trailKey } from './state.ts';

const trimEvery: Duration = hours(1);
const waitForTrails: Duration = minutes(1);

/**
 * Each run removes one small batch in one transaction, so that nobody waits for it. While there is more to remove it runs again at once, and
 * otherwise in an hour. After a jump of the clock it waits until the trails have delivered.
 */
export function trimHistory(events: EventLog): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      if (await anyTrailBehind(tx, now)) return await schedule(tx, { ...due, at: later(now, waitForTrails) });
      const isMore = await events.trim(tx, now);
      await schedule(tx, { ...due, at: isMore ? now : later(now, trimEvery) });
    },
  };
}

/** Whether a trail has not looked for a while, or is delivering. One whose bucket refuses is not waited for. */
async function anyTrailBehind(reader: Reader, now: Instant): Promise<boolean> {
  const listed = await reader.in(cloudTrailCollections.listedTrails, partitionScope).list();
  for (const { record } of listed.filter((one) => one.record.isLogging)) {
    const state = cloudTrailState(reader, record.account);
    const progress = await state.progress.get(trailKey(record));
    if (progress === undefined || progress.latestDeliveryError !== undefined) continue;
    const lookedAt = progress.lookedAt ?? progress.spans.at(-1)?.from ?? now;
    if (progress.plan !== undefined || elapsed(lookedAt, now) > 2 * deliveryLimits.deliverEvery) return true;
  }
  return false;
}
