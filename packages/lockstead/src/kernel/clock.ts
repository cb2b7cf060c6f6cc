/**
 * The two clocks of the product ("Time" in the contract): `now` is the time by which Lockstead's own things expire, and it can be moved with
 * `--dev`. `wallNow` is the real time, by which signatures and codes are checked.
 */
import type { Branded } from './brand.ts';

/** Milliseconds since 1970 in UTC. */
export type Instant = Branded<number, 'Instant'>;
/** Milliseconds. */
export type Duration = Branded<number, 'Duration'>;

export interface Clock {
  /** The product's time: the wall clock plus what has been advanced. */
  now(): Instant;
  /** The real time, which cannot be moved. */
  wallNow(): Instant;
}

export interface MovableClock extends Clock {
  /** How far `now` is ahead of the wall clock. */
  offset(): Duration;
  setOffset(offset: Duration): void;
}

export const instant = (ms: number): Instant => ms as Instant;
export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => (n * 1000) as Duration;
export const minutes = (n: number): Duration => seconds(n * 60);
export const hours = (n: number): Duration => minutes(n * 60);
export const days = (n: number): Duration => hours(n * 24);

export function later(at: Instant, by: Duration): Instant {
  return (at + by) as Instant;
}

export function elapsed(from: Instant, to: Instant): Duration {
  return (to - from) as Duration;
}

/** The form the SDK's output types want. */
export function toDate(at: Instant): Date {
  return new Date(at);
}

export function fromDate(date: Date): Instant {
  return date.getTime() as Instant;
}

let writtenSecond = Number.NaN;
let writtenText = '';

/** `2026-11-22T07:30:29Z`: to the second, as CloudTrail and condition keys write it. The last second's text is kept: most calls ask for it. */
export function isoSeconds(at: Instant): string {
  const second = Math.floor(at / 1000);
  if (second !== writtenSecond) {
    writtenSecond = second;
    writtenText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  }
  return writtenText;
}

/** `2026-11-22T07:30:29.123Z`. */
export function isoMillis(at: Instant): string {
  return new Date(at).toISOString();
}

/** Accepts ISO 8601 with a zone; anything else is `undefined`. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : (ms as Instant);
}

/** The machine's two clocks: the time of day, which people and servers set, and one that never goes back and knows no time of day. */
export interface MachineClocks {
  /** Milliseconds since 1970. */
  wallMs(): number;
  monotonicMs(): number;
}

const machine: MachineClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** Small steps back are corrections by a time server. A larger step back means that somebody has set the clock. */
const correctionMsMax = 2000;

/**
 * The machine's clock, ahead by an offset that starts at `offset`. `now` never goes back unless the offset does: where the wall clock is set back,
 * it goes on by the monotonic clock from where it was, so that what has expired stays expired.
 */
export function systemClock(
  offset: Duration = milliseconds(0),
  { wallMs, monotonicMs }: MachineClocks = machine,
): MovableClock {
  let ahead = offset;
  let lastMs = wallMs();
  let lastMonotonicMs = monotonicMs();
  const steadyMs = (): number => {
    const wall = wallMs();
    const monotonic = monotonicMs();
    if (wall < lastMs) {
      // If the clock was set back, time goes on from the last answer by the monotonic clock. If it was only corrected, the last answer is
      // repeated until the wall clock has reached it.
      lastMs += lastMs - wall > correctionMsMax ? Math.max(0, monotonic - lastMonotonicMs) : 0;
    } else lastMs = wall;
    lastMonotonicMs = monotonic;
    return lastMs;
  };
  return {
    now: () => (Math.floor(steadyMs()) + ahead) as Instant,
    wallNow: () => wallMs() as Instant,
    offset: () => ahead,
    setOffset: (next) => {
      ahead = next;
    },
  };
}

/** A clock that stands still until it is moved; for tests. */
export function simulatedClock(start: Instant): MovableClock & { advance(by: Duration): void } {
  let wall = start;
  let ahead = milliseconds(0);
  return {
    now: () => (wall + ahead) as Instant,
    wallNow: () => wall,
    offset: () => ahead,
    setOffset: (next) => {
      ahead = next;
    },
    advance: (by) => {
      wall = (wall + by) as Instant;
    },
  };
}
