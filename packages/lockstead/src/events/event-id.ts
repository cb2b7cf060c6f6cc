/**
 * Ids of events: UUIDs of version 7, whose first 48 bits are the time of the event in milliseconds. So an event is found by its id without
 * an index, which would cost every request a write at a random place. AWS's ids are UUIDs too; AWS does not document their version.
 * Form: RFC 9562, 5.7.
 */
import { type Instant, instant } from '#kernel/clock';

const form = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** `random` is a UUID of version 4: all but the time is taken from it. */
export function newEventId(at: Instant, random: string): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/** `undefined` for a text that is no such id: of an event that came from elsewhere, or of none. */
export function timeOfEventId(id: string): Instant | undefined {
  const [, high, low] = form.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : instant(Number.parseInt(`${high}${low}`, 16));
}
