/**
 * Answers that are ready in one turn of the event loop leave together, at its end. Each answer on its own wakes the client's core, and the
 * kernel does that while we wait: with many clients at once it was a sixth of a read's cost. A lone answer is not held up, since its turn
 * ends at once.
 */
import type { Timers } from '#kernel/timers';

/** No answer waits longer than this for others; a turn that reads many requests takes longer. */
const waitMsMax = 2;

export class AnswerBatch {
  readonly #timers: Timers;
  #waiting: (() => void)[] = [];
  #oldest = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** `send` must not throw. */
  add(send: () => void): void {
    this.#waiting.push(send);
    if (this.#waiting.length === 1) {
      this.#oldest = this.#timers.monotonicMs();
      this.#timers.soon(() => this.#leave());
    } else if (this.#timers.monotonicMs() - this.#oldest > waitMsMax) {
      this.#leave();
    }
  }

  #leave(): void {
    const leaving = this.#waiting;
    this.#waiting = [];
    for (const send of leaving) send();
  }
}
