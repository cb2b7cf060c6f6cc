/**
 * Long work in pieces, so that no request holds up the others. Whoever has more to do than a few milliseconds does a piece and takes a turn.
 * All that wait for a turn share one line: one piece of one of them is done in each round of the event loop, however many wait, and what
 * has come in meanwhile goes first.
 *
 * Turns alone would let all that wait be half done together, each holding what it has so far. So whoever gathers much over several turns
 * does so as one of few (`Gathering`); the others wait with what one turn gave them.
 */
import { systemTimers, type Timers } from './timers.ts';

export class Turns {
  readonly #timers: Pick<Timers, 'soon'>;
  readonly #waiting: (() => void)[] = [];
  #armed = false;

  constructor(timers: Pick<Timers, 'soon'>) {
    this.#timers = timers;
  }

  /** Resolves in a later round of the event loop, when all that came before have had theirs. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.soon(() => {
      this.#armed = false;
      const next = this.#waiting.shift();
      // Armed first: what the piece does may take long, and must not keep the others from their turn if it throws.
      if (this.#waiting.length > 0) this.#arm();
      next?.();
    });
  }
}

/** The process's own line: work that is given no other shares this one. */
export const turns: Turns = new Turns(systemTimers);

/** Few places. Who comes when all are taken waits in line; whoever leaves makes way for the first of it. */
export class Room {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** To be called once by each that has entered. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

/** At one time: each holds some megabytes until its answer is written. */
const gatheringsMax = 8;

const gatherings = new Room(gatheringsMax);

/**
 * Work over several turns that keeps what each of them gave. It takes a place with its first turn, and gives it back at its end:
 * `using work = new Gathering()`, then `await work.turn()` between two pieces. It must not wait for another one.
 */
export class Gathering {
  readonly #room: Room;
  readonly #turns: Turns;
  #isIn = false;

  constructor(room: Room = gatherings, line: Turns = turns) {
    this.#room = room;
    this.#turns = line;
  }

  async turn(): Promise<void> {
    if (!this.#isIn) {
      await this.#room.enter();
      this.#isIn = true;
    }
    await this.#turns.take();
  }

  [Symbol.dispose](): void {
    if (this.#isIn) this.#room.leave();
    this.#isIn = false;
  }
}
