/** ISO 8601 durations as the clock's admin call takes them: `P7D`, `PT15M`, `P1DT12H`. Years and months have no fixed length and are refused. */
import { type Duration, milliseconds } from './clock.ts';

const form = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/** `undefined` when the text is no such duration, or an empty one. */
export function parseDuration(text: string): Duration | undefined {
  const parts = form.exec(text);
  if (parts === null || text.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => (part === undefined ? 0 : Number(part)));
  if (parts.slice(1).every((part) => part === undefined)) return undefined;
  const total = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return milliseconds(total * 1000);
}
