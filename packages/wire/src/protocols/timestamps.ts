/**
 * Times as text and numbers, in the forms that AWS writes and takes.
 * WHY `Date` here: it is the type that the SDK gives to times. Nothing in this file reads the clock.
 * AWS: https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
 */

const dateTimePattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:[0-9]{2})$/;

/** RFC 3339 with a zone. `undefined` where it is not, or no such day exists. */
export function parseDateTime(text: string): Date | undefined {
  const match = dateTimePattern.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, milliseconds);
  return new Date(date.getTime() - zoneMinutes(match[8] ?? 'Z') * 60_000);
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const httpDatePattern =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?) GMT$/;

/** `Sun, 22 Nov 2026 07:30:29 GMT` */
export function parseHttpDate(text: string): Date | undefined {
  const match = httpDatePattern.exec(text);
  if (match === null) return undefined;
  const month = months.indexOf(match[2] ?? '');
  if (month < 0) return undefined;
  return parseDateTime(`${match[3]}-${String(month + 1).padStart(2, '0')}-${match[1]}T${match[4]}Z`);
}

/** The largest time that `Date` holds, in seconds. */
const secondsMax = 8.64e12;

/** Seconds since 1970, to the millisecond. */
export function fromEpochSeconds(seconds: number): Date | undefined {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > secondsMax) return undefined;
  return new Date(Math.round(seconds * 1000));
}

const dayMs = 86_400_000;
const twoDigits: readonly string[] = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
let writtenDay = Number.NaN;
let writtenDayText = '';

/**
 * `2026-11-22T07:30:29Z`, or with `.000` where milliseconds are asked for. The rest of a second is cut, not rounded.
 * WHY not `toISOString` alone: it takes some microseconds, and a list has hundreds of times, most of them of one day.
 */
export function formatDateTime(date: Date, precision: 'seconds' | 'milliseconds'): string {
  const ms = date.getTime();
  const day = Math.floor(ms / dayMs);
  if (day !== writtenDay) {
    const text = date.toISOString();
    writtenDayText = text.slice(0, text.indexOf('T') + 1);
    writtenDay = day;
  }
  const ofDay = ms - day * dayMs;
  const hour = twoDigits[Math.floor(ofDay / 3_600_000)];
  const minute = twoDigits[Math.floor(ofDay / 60_000) % 60];
  const second = twoDigits[Math.floor(ofDay / 1000) % 60];
  const rest = precision === 'milliseconds' ? `.${String(ofDay % 1000).padStart(3, '0')}` : '';
  return `${writtenDayText}${hour}:${minute}:${second}${rest}Z`;
}

/** Milliseconds only where there are some: as JSON services write a time that the model wants as text. */
export function formatDateTimeShortest(date: Date): string {
  return formatDateTime(date, date.getTime() % 1000 === 0 ? 'seconds' : 'milliseconds');
}

export function formatHttpDate(date: Date): string {
  return date.toUTCString();
}

export function toEpochSeconds(date: Date): number {
  return date.getTime() / 1000;
}
