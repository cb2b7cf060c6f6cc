/** Reads the clock; with `--dev` moves it. Work that falls due on the way is done before the answer. */
import { type Duration, elapsed, isoMillis, later, type MovableClock, milliseconds, parseInstant } from '#kernel/clock';
import { parseDuration } from '#kernel/duration';
import { type AdminCall, AdminError, json } from './admin.ts';

export interface ClockControl {
  readonly clock: MovableClock;
  /** Another node may have moved it a moment ago. */
  catchUp(): Promise<void>;
  /** `undefined` where the clock may not be moved. */
  readonly move?: (offset: Duration) => Promise<void>;
}

const reading = ({ clock }: ClockControl): object => ({
  now: isoMillis(clock.now()),
  wallNow: isoMillis(clock.wallNow()),
  offsetSeconds: clock.offset() / 1000,
});

export function readClock(control: ClockControl): AdminCall {
  return {
    method: 'GET',
    path: 'clock',
    action: 'GetClock',
    async handle() {
      await control.catchUp();
      return json(reading(control));
    },
  };
}

/** The farthest that the clock goes ahead: dates stay ones that every client can read. */
const aheadMax = milliseconds(100 * 366 * 24 * 3600 * 1000);

export function moveClock(control: ClockControl): AdminCall {
  return {
    method: 'POST',
    path: 'clock',
    action: 'SetClock',
    async handle({ body }) {
      const { clock, move } = control;
      if (move === undefined) throw new AdminError('NotDev', 403, 'The clock can be moved with --dev only.');
      await control.catchUp();
      const offset = newOffset(body, clock);
      if (offset < clock.offset()) {
        throw new AdminError('BadRequest', 400, 'The clock goes forward only: what has been recorded is not undone.');
      }
      if (offset > aheadMax) throw new AdminError('BadRequest', 400, 'The clock goes at most 100 years ahead.');
      await move(offset);
      return json(reading(control));
    },
  };
}

function newOffset(body: Buffer, clock: MovableClock): Duration {
  const { how, to: text } = parseWish(body);
  if (how === 'advance') {
    const by = parseDuration(text);
    if (by === undefined)
      throw new AdminError('BadRequest', 400, `"${text}" is not an ISO 8601 duration such as P7D or PT1H.`);
    return milliseconds(clock.offset() + by);
  }
  const to = parseInstant(text);
  if (to === undefined)
    throw new AdminError('BadRequest', 400, `"${text}" is not a time with its zone such as 2027-01-01T00:00:00Z.`);
  return elapsed(clock.wallNow(), later(to, milliseconds(0)));
}

interface Wish {
  readonly how: 'advance' | 'set';
  readonly to: string;
}

function parseWish(body: Buffer): Wish {
  let wish: unknown;
  try {
    wish = JSON.parse(body.toString());
  } catch {
    throw new AdminError('BadRequest', 400, 'The body is not JSON.');
  }
  if (typeof wish !== 'object' || wish === null)
    throw new AdminError('BadRequest', 400, 'The body is not a JSON object.');
  const [[how, to] = [], ...more] = Object.entries(wish) as [string, unknown][];
  if (more.length > 0 || (how !== 'advance' && how !== 'set') || typeof to !== 'string') {
    throw new AdminError('BadRequest', 400, 'The body takes {"advance": "P7D"} or {"set": "2027-01-01T00:00:00Z"}.');
  }
  return { how, to };
}
