/**
 * The six date operators: W3C forms of ISO 8601, or seconds since 1970.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
import { comparisons, parseNumber } from './numeric.ts';
import type { Operator } from './operator.ts';

export const dateOperators: readonly Operator[] = comparisons('Date', parseDate);

/**
 * Seconds since 1970. `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDThh:mm[:ss[.s]]` with `Z` or `±hh:mm`; any other number is epoch seconds.
 * AWS DIFFERS? Four digits alone are read as a year, as the W3C note has it, though they would also be an epoch second of 1970.
 */
export function parseDate(text: string): number | undefined {
  const year = digits(text, 0, 4);
  if (year === undefined || (text.length > 4 && text[4] !== '-')) return parseNumber(text);
  if (text.length === 4) return instant(year, 1, 1);
  const month = digits(text, 5, 2);
  if (month === undefined || month < 1 || month > 12) return undefined;
  if (text.length === 7) return instant(year, month, 1);
  const day = digits(text, 8, 2);
  if (text[7] !== '-' || day === undefined || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (text.length === 10) return instant(year, month, day);
  const seconds = timeOfDay(text, 10);
  return seconds === undefined ? undefined : instant(year, month, day) + seconds;
}

/** `Thh:mm[:ss[.s]]` and the zone, from `at` to the end. A time without a zone is UTC, as AWS's own keys are. */
function timeOfDay(text: string, at: number): number | undefined {
  const hour = digits(text, at + 1, 2);
  const minute = digits(text, at + 4, 2);
  if ((text[at] !== 'T' && text[at] !== 't') || text[at + 3] !== ':') return undefined;
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59) return undefined;
  let next = at + 6;
  let seconds = hour * 3600 + minute * 60;
  if (text[next] === ':') {
    const second = digits(text, next + 1, 2);
    // 60 is a leap second.
    if (second === undefined || second > 60) return undefined;
    seconds += second;
    next += 3;
    if (text[next] === '.') {
      const from = next++;
      while (isDigit(text.charCodeAt(next))) next++;
      if (next === from + 1) return undefined;
      seconds += Number(text.slice(from, next));
    }
  }
  const zone = zoneSeconds(text, next);
  return zone === undefined ? undefined : seconds - zone;
}

function zoneSeconds(text: string, at: number): number | undefined {
  if (at === text.length) return 0;
  const sign = text[at];
  if ((sign === 'Z' || sign === 'z') && at + 1 === text.length) return 0;
  if (sign !== '+' && sign !== '-') return undefined;
  const colon = text[at + 3] === ':' ? 1 : 0;
  const hour = digits(text, at + 1, 2);
  const minute = digits(text, at + 3 + colon, 2);
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59 || at + 5 + colon !== text.length)
    return undefined;
  return (sign === '-' ? -1 : 1) * (hour * 3600 + minute * 60);
}

function digits(text: string, from: number, count: number): number | undefined {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return undefined;
    value = value * 10 + code - 0x30;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Midnight UTC of a day of the proleptic Gregorian calendar: years run from March, so that the leap day comes last. */
function instant(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400;
}
