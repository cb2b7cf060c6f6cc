/** Days and months in UTC, as text: `2026-12-01`, `2026-12`. */

const dayMs = 86_400_000;

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

export const monthOf = (day: string): string => day.slice(0, 7);

/** `by` may be negative. */
export function monthsLater(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number);
  const months = (year ?? 0) * 12 + (number ?? 1) - 1 + by;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The days of a month, in their order. */
export function daysOf(month: string): readonly string[] {
  const days: string[] = [];
  for (let day = `${month}-01`; monthOf(day) === month; day = nextDay(day)) days.push(day);
  return days;
}

/** `2026-12` */
export const isMonth = (text: string): boolean => isDay(`${text}-01`);
