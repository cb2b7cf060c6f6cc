/**
 * Whether the other side of a stream keeps it going. Only the time in which we wait for it counts, in ticks and not by the clock: a machine
 * that is busy, a disk that is slow are not its fault.
 */
import type { Timers } from '#kernel/timers';

export interface PaceLimits {
  /** The longest silence. */
  readonly idleMsMax: number;
  /** Of each window at least so many bytes; absent where silence is all that counts. */
  readonly window?: { readonly ms: number; readonly bytesMin: number };
}

const ticksAnIdle = 20;
const tickMsMax = 1000;

export class Pace {
  readonly #limits: PaceLimits;
  readonly #tooSlow: () => void;
  readonly #tickMs: number;
  readonly #stop: () => void;
  #isWaiting = false;
  #idleMs = 0;
  #windowMs = 0;
  #windowBytes = 0;

  /** `tooSlow` is called once. */
  constructor(limits: PaceLimits, timers: Timers, tooSlow: () => void) {
    this.#limits = limits;
    this.#tooSlow = tooSlow;
    this.#tickMs = Math.min(tickMsMax, Math.max(1, limits.idleMsMax / ticksAnIdle));
    this.#stop = timers.every(this.#tickMs, () => this.#tick());
  }

  /** From now on it is the other side's turn. */
  waits(): void {
    this.#isWaiting = true;
  }

  /** From now on it is ours. */
  rests(): void {
    this.#isWaiting = false;
    this.#idleMs = 0;
  }

  moved(bytes: number): void {
    this.#idleMs = 0;
    this.#windowBytes += bytes;
  }

  end(): void {
    this.#stop();
  }

  #tick(): void {
    if (!this.#isWaiting) return;
    this.#idleMs += this.#tickMs;
    this.#windowMs += this.#tickMs;
    if (this.#idleMs > this.#limits.idleMsMax || this.#isBehind()) {
      this.#stop();
      this.#tooSlow();
    }
  }

  #isBehind(): boolean {
    const { window } = this.#limits;
    if (window === undefined || this.#windowMs < window.ms) return false;
    const isBehind = this.#windowBytes < window.bytesMin;
    this.#windowMs = 0;
    this.#windowBytes = 0;
    return isBehind;
  }
}
