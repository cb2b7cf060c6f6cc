/**
 * The two date forms of a signed request, as milliseconds since 1970.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html#date
 *
 * WHY no `Date`: time is an argument in this house, and the proleptic calendar is ten lines of arithmetic.
 */

const millisPerDay = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const basicFormat = /^\d{8}T\d{6}Z$/;
const isoFormat = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const httpFormat = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;

/** `20150830T123600Z`, ISO 8601's basic format; anything else, or a date that is no date, is undefined. */
export function parseAmzDate(text: string): number | undefined {
  if (!basicFormat.test(text)) return undefined;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  return epochMillis([
    year,
    month,
    day,
    Number(text.slice(9, 11)),
    Number(text.slice(11, 13)),
    Number(text.slice(13, 15)),
  ]);
}

/** `Sun, 30 Aug 2015 12:36:00 GMT`, what a `Date` header holds. */
export function parseHttpDate(text: string): number | undefined {
  const parts = httpFormat.exec(text);
  if (parts === null) return undefined;
  const [, day, month, year, ...clock] = parts;
  return epochMillis([Number(year), months.indexOf(month ?? '') + 1, Number(day), ...clock.map(Number)]);
}

/** `2015-12-30T12:00:00.000Z`, as policies write it; parts of a second are cut off. */
export function parseIsoDate(text: string): number | undefined {
  if (!isoFormat.test(text)) return undefined;
  return parseAmzDate(`${text.slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`);
}

/** The inverse of `parseAmzDate`; parts of a second are cut off. */
export function formatAmzDate(millis: number): string {
  const days = Math.floor(millis / millisPerDay);
  const seconds = Math.floor((millis - days * millisPerDay) / 1000);
  const [year, month, day] = civilFromDays(days);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${digits(year, 4)}${digits(month, 2)}${digits(day, 2)}T${clock.map((part) => digits(part, 2)).join('')}Z`;
}

function epochMillis(parts: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return daysFromCivil(year, month, day) * millisPerDay + ((hour * 60 + minute) * 60 + second) * 1000;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01, counted in eras of 400 years that begin on 1 March, so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1];
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
