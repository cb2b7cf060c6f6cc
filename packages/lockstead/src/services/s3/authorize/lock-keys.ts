/** Condition keys of a retention that is asked for. */
import { days, fromDate, type Instant } from '#kernel/clock';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { sentKeys } from './call-keys.ts';

const day: number = days(1);

/** Policies set the least and the longest retention by the days that are left of it. */
export function lockKeys(
  at: Instant,
  { mode, until }: { readonly mode: string | undefined; readonly until: Date | undefined },
): ConditionKeys {
  return sentKeys({
    's3:object-lock-mode': mode,
    's3:object-lock-retain-until-date': until,
    's3:object-lock-remaining-retention-days':
      until === undefined ? undefined : Math.ceil((fromDate(until) - at) / day),
  });
}
