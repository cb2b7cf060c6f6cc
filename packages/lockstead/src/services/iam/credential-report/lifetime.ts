import { type Duration, hours } from '#kernel/clock';

/** AWS makes no new report while the last one is younger than this. */
export const reportLifetime: Duration = hours(4);
