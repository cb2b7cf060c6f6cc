/**
 * Answers that are ready in one turn of the event loop leave together, at its end. Each answer on its own wakes the client's core, and the
 * kernel does that while we wait: with many clients at once it was a sixth of a read's cost. A lone answer leaves at once: nothing else is in
 * its turn.
 */
import type { Timers } from '#kernel/timers';

/** How long an answer waits for others, looked at whenever a request comes in or an answer is ready: a turn may have many of either. */
const waitMsMax = 2;

export class AnswerBatch {
  readonly #timers: Timers;
  #waiting: (() => void)[] = [];
  #oldest = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /**
   * `send` must not throw. It is not called before the turn of its own request is over: the parser may still be at that request, and it would
   * look as if the rest of it were not there.
   */
  add(send: () => void): void {
    this.look();
    if (this.#waiting.length === 0) {
      this.#oldest = this.#timers.monotonicMs();
      this.#timers.soon(() => this.#leave());
    }
    this.#waiting.push(send);
  }

  /** Those that have waited long enough leave, and all with them. */
  look(): void {
    if (this.#waiting.length > 0 && this.#timers.monotonicMs() - this.#oldest > waitMsMax) this.#leave();
  }

  #leave(): void {
    const leaving = this.#waiting;
    this.#waiting = [];
    for (const send of leaving) send();
  }
}
