import { timingSafeEqual } from 'node:crypto';

/** A text that must not be printed, logged or serialised. Only `reveal` gives it back; every other way shows `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Compares in a time that depends only on the lengths. */
  equals(other: string): boolean {
    const mine = Buffer.from(this.#value);
    const theirs = Buffer.from(other);
    return mine.length === theirs.length && timingSafeEqual(mine, theirs);
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
