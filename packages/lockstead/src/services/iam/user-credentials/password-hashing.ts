/**
 * Hashing of people's passwords, which is dear on purpose: few at a time, and few that wait, so that nobody takes all of the CPU, or of the
 * threads that file access needs too, by changing passwords.
 */
import type { Entropy } from '#kernel/entropy';
import type { Secret } from '#kernel/secret';
import { Throttling } from '../errors.ts';
import { hashAlike, hashPassword, personalPasswordCost } from './password-hash.ts';

const atOnceMax = 2;
const waitingMax = 32;

/** One for each process. Throws `Throttling` where too many wait. */
export class PasswordHashing {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  fresh(password: Secret, entropy: Entropy): Promise<Secret> {
    return this.#inTurn(() => hashPassword(password, personalPasswordCost, entropy));
  }

  /** See `hashAlike`. */
  alike(password: Secret, other: Secret): Promise<Secret | undefined> {
    return this.#inTurn(() => hashAlike(password, other));
  }

  async #inTurn<T>(hash: () => Promise<T>): Promise<T> {
    if (this.#running < atOnceMax) this.#running += 1;
    else {
      if (this.#waiting.length >= waitingMax) throw new Throttling();
      // The one that ends gives its place to the next.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await hash();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
