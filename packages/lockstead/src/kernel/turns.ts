/**
 * Long work in pieces, so that no request holds up the others. Whoever has more to do than a few milliseconds does a piece and takes a turn.
 * All that wait for a turn share one line: one piece of one of them is done in each round of the event loop, however many wait, and what
 * has come in meanwhile goes first.
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
