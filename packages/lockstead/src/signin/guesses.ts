/**
 * A delay that grows with wrong guesses, by person and by address. Nobody is told of it: a guess that comes too early has the answer of a wrong
 * one. Each try counts before it is looked at, so that a hundred at once are a hundred.
 */
import { createHmac } from 'node:crypto';
import { type Duration, elapsed, type Instant, minutes, seconds } from '#kernel/clock';
import type { RootKey } from '#kernel/root-key';
import type { Collection, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

/** Who guesses at what. */
export type Guessed =
  /** A person's password, by account and name. */
  | { readonly what: 'person'; readonly name: string }
  /** Anything, from one address. */
  | { readonly what: 'address'; readonly name: string }
  /** A second factor of somebody whose password is right. */
  | { readonly what: 'factor'; readonly name: string };

/** So many tries are free of delay. */
const freeTries = { person: 5, address: 20, factor: 5 } as const;
const delayMax = minutes(15);
/** Without a try for so long, all is forgotten. */
const memory = minutes(60);

interface GuessRecord {
  readonly id: string;
  readonly tries: number;
  readonly lastAt: Instant;
}

const guesses: Collection<GuessRecord> = {
  name: 'signin.guesses',
  level: 'partition',
  id: ({ id }) => id,
  feed: false,
};

export class Guesses {
  readonly #key: Buffer;

  constructor(rootKey: RootKey) {
    this.#key = rootKey.derive('sign-in guesses');
  }

  /** Whether these may be tried now. Counts the try of all of them where they may. It writes in either case, so that the time tells nothing. */
  async begin(tx: Transaction, all: readonly Guessed[], now: Instant): Promise<boolean> {
    const records = tx.in(guesses, partitionScope);
    let mayTry = true;
    const tried: { readonly before: GuessRecord; readonly after: GuessRecord }[] = [];
    for (const guessed of all) {
      const id = this.#bucket(guessed);
      const known = await records.get(id);
      const before = known === undefined || isForgotten(known, now) ? { id, tries: 0, lastAt: now } : known;
      if (elapsed(before.lastAt, now) < delayAfter(guessed, before.tries)) mayTry = false;
      tried.push({ before, after: { id, tries: before.tries + 1, lastAt: now } });
    }
    for (const { before, after } of tried) await records.put(mayTry ? after : before);
    return mayTry;
  }

  /** Written where a wrong guess has no event, so that it takes as long as one that has. */
  async noEvent(tx: Transaction, now: Instant): Promise<void> {
    await tx.in(guesses, partitionScope).put({ id: 'no-event', tries: 0, lastAt: now });
  }

  /**
   * What was right leaves nothing behind. Of its address this one try is forgiven, and no other: whoever can sign in does not guess for free
   * with it.
   */
  async right(tx: Transaction, all: readonly Guessed[]): Promise<void> {
    const records = tx.in(guesses, partitionScope);
    for (const guessed of all) {
      const id = this.#bucket(guessed);
      const known = guessed.what === 'address' ? await records.get(id) : undefined;
      if (known === undefined || known.tries <= 1) await records.delete(id);
      else await records.put({ ...known, tries: known.tries - 1 });
    }
  }

  /** One of 65,536 for each kind, under a key, so that nobody can look for two names that share one. */
  #bucket({ what, name }: Guessed): string {
    const digest = createHmac('sha256', this.#key).update(`${what}\n${name}`).digest('hex');
    return `${what}/${digest.slice(0, 4)}`;
  }
}

/** A clock that was set back makes nobody wait for the day that it came from. */
function isForgotten({ lastAt }: GuessRecord, now: Instant): boolean {
  const since = elapsed(lastAt, now);
  return since < 0 || since > memory;
}

/** A second after the last free try, then two, four, and so on. */
function delayAfter({ what }: Guessed, tries: number): Duration {
  const over = tries - freeTries[what];
  if (over < 0) return seconds(0);
  return Math.min(seconds(2 ** Math.min(over, 20)), delayMax) as Duration;
}
