import { type Duration, hours } from '#kernel/clock';

export const reportLifetime: Duration = hours(4);
