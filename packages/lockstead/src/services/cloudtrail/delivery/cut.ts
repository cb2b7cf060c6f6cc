/** Fixes up to where a trail's events are delivered next, every five minutes. */
import type { EventLog } from '#events/event-log';
import type { AgendaItem } from '#service/agenda';
import type { Seq } from '#store/port';
import { cloudTrailState } from '../state.ts';
import { nextDelivery, scheduleStep, trailOfRow } from './rows.ts';

export function cutDelivery(events: EventLog): AgendaItem<Seq> {
  return {
    // What the event log has in memory is written first.
    prepare: async () => await events.end(),

    async handle(due, { tx, now }, through) {
      const work = await trailOfRow(tx, due);
      if (work === undefined) return;
      const { trail, progress } = work;
      if (trail.isLogging) await scheduleStep(tx, 'cut', trail, nextDelivery(now));
      // One that waits for its bucket is carried out first.
      const isNew = progress.plan === undefined && progress.spans.length > 0;
      const plan = isNew ? { plan: { through, at: now } } : {};
      await cloudTrailState(tx, trail.account).progress.put({ ...progress, ...plan, lookedAt: now });
      if (isNew) await scheduleStep(tx, 'deliver', trail, now);
    },
  };
}
