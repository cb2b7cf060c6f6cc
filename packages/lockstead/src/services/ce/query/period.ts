/** The time of a request, checked, and cut into what the answer tells of. */

import { dayOf } from '#events/usage/meter';
import type { Instant } from '#kernel/clock';
import { isDay, monthOf, monthsLater, nextDay } from '../costs/months.ts';
import { dataUnavailable, invalid } from '../errors.ts';
import { costLimits } from '../limits.ts';
import type { DateInterval } from '../shapes.ts';

export interface Period {
  /** The first day, and the day after the last one. */
  readonly start: string;
  readonly end: string;
  readonly today: string;
}

/** Throws where it is not days, ends before it begins, begins after today or too long ago. */
export function periodOf({ Start, End }: DateInterval, now: Instant): Period {
  if (!isDay(Start)) throw invalid('Start time is not a day such as 2026-12-01.');
  if (!isDay(End)) throw invalid('End time is not a day such as 2026-12-01.');
  if (Start >= End) throw invalid('Start date must be before end date.');
  const today = dayOf(now);
  if (Start > today) throw invalid('Start date is after the current date.');
  const first = `${monthsLater(monthOf(today), -costLimits.MonthsBack)}-01`;
  if (Start < first) throw invalid(`Start date is too old. Data begins at ${first}.`);
  // Nothing was used in the time to come; an end far ahead must not make the answer long.
  const last = `${monthsLater(monthOf(today), 12)}-01`;
  if (End > last) throw invalid(`End date is too far ahead. It can be ${last} at the latest.`);
  return { start: Start, end: End, today };
}

/** The months that a period has days of. */
export function monthsIn({ start, end }: Period): readonly string[] {
  const months: string[] = [];
  for (let month = monthOf(start); `${month}-01` < end; month = monthsLater(month, 1)) months.push(month);
  return months;
}

/** What the answer has a result for each of: months or days, the first and the last cut to the period. */
export function slotsOf(period: Period, granularity: 'DAILY' | 'MONTHLY' | 'HOURLY'): readonly DateInterval[] {
  if (granularity === 'HOURLY') throw dataUnavailable('There is no data by the hour here. Ask for DAILY or MONTHLY.');
  const slots: DateInterval[] = [];
  const { start, end } = period;
  for (let from = start; from < end; ) {
    const next = granularity === 'DAILY' ? nextDay(from) : `${monthsLater(monthOf(from), 1)}-01`;
    const to = [next, end].toSorted()[0] ?? end;
    slots.push({ Start: from, End: to });
    from = to;
  }
  return slots;
}
