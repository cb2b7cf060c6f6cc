/** What was learnt from a backend, for a short while and in a bounded number. Many who ask for the same thing at once ask once. */
import type { Timers } from '#kernel/timers';

/** How long it is believed: the backend can be asked past the front, and other nodes change it too. */
export const learntMsMax = 5_000;
const keptMax = 10_000;

export class Kept<Value> {
  readonly #timers: Pick<Timers, 'monotonicMs'>;
  readonly #values: Map<string, { readonly value: Value; readonly until: number }> = new Map();
  readonly #asking: Map<string, Promise<Value>> = new Map();

  constructor(timers: Pick<Timers, 'monotonicMs'>) {
    this.#timers = timers;
  }

  /** `lasts`: whether an answer may be kept at all. */
  async of(key: string, ask: () => Promise<Value>, lasts: (value: Value) => boolean): Promise<Value> {
    const kept = this.#values.get(key);
    if (kept !== undefined && kept.until > this.#timers.monotonicMs()) return kept.value;
    const underWay = this.#asking.get(key);
    if (underWay !== undefined) return await underWay;
    const asking = ask();
    this.#asking.set(key, asking);
    try {
      const value = await asking;
      // Forgotten meanwhile: this answer may be of before.
      if (this.#asking.get(key) === asking && lasts(value)) this.#keep(key, value);
      return value;
    } finally {
      if (this.#asking.get(key) === asking) this.#asking.delete(key);
    }
  }

  forget(key: string): void {
    this.#values.delete(key);
    this.#asking.delete(key);
  }

  #keep(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, { value, until: this.#timers.monotonicMs() + learntMsMax });
    if (this.#values.size <= keptMax) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
