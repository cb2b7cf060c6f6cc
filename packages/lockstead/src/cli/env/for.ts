/** How long credentials last, as flags say it. */
import { Usage } from '#terminal/exit';

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `30m`, `2h`; in seconds. @throws Usage for anything else. */
export function secondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount === undefined) throw new Usage(`--for ${text}: it takes a time such as 30m or 2h.`);
  return Number(amount) * (secondsIn[unit] ?? 0);
}
