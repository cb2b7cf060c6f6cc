/**
 * When each key was used last, by which call. Uses are noted in memory and written some seconds later: a kill -9 can lose those seconds, and nothing else.
 * The uses themselves are events, which are on disk before their answers.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-overview.html
 */
import { type Duration, type Instant, instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Reader, Store } from '#store/port';
import { keyPlace, type PlaceOfKey } from './key-place.ts';
import { kmsState, type LastUseRecord } from './state.ts';

/** The operations that count, by AWS's list. */
const counted: ReadonlySet<string> = new Set([
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);

const flushMs = 10_000;
/** Keys whose last use waits to be written. When there are so many they are written at once. */
const waitingMax = 10_000;
/** Records of one transaction, so that nobody waits for it. */
const batchMax = 200;

interface Noted {
  readonly place: PlaceOfKey;
  readonly use: LastUseRecord;
}

export class LastUses {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #failed: (error: unknown) => void;
  #waiting = new Map<string, Noted>();
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();

  /** `failed` hears of uses that could not be written; they are tried again with the next. */
  constructor(store: Store, timers: Timers, failed: (error: unknown) => void) {
    this.#store = store;
    this.#timers = timers;
    this.#failed = failed;
  }

  /** Other operations than those that count are left out. */
  used(place: PlaceOfKey, use: Omit<LastUseRecord, 'keyId'>): void {
    if (!counted.has(use.operation)) return;
    this.#waiting.set(keyPlace(place), { place, use: { ...use, keyId: place.keyId } });
    if (this.#waiting.size === waitingMax) this.flush().catch(this.#failed);
    else this.#flushSoon();
  }

  async of(reader: Reader, place: PlaceOfKey): Promise<LastUseRecord | undefined> {
    const noted = this.#waiting.get(keyPlace(place));
    return noted?.use ?? (await kmsState(reader, place.owner, place.region).lastUses.get(place.keyId));
  }

  /** Resolves when all that was noted until now is written. */
  flush(): Promise<void> {
    const write = (): Promise<void> => this.#write();
    this.#flushing = this.#flushing.then(write, write);
    return this.#flushing;
  }

  /** Forgets what is not written yet, because all state is about to be replaced. */
  clear(): void {
    this.#waiting = new Map();
  }

  #flushSoon(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(flushMs, () => {
      this.#armed = false;
      this.flush().catch((error: unknown) => {
        this.#failed(error);
        this.#flushSoon();
      });
    });
  }

  async #write(): Promise<void> {
    const all = [...this.#waiting];
    for (let at = 0; at < all.length; at += batchMax) {
      const batch = all.slice(at, at + batchMax);
      await this.#store.transact(async (tx) => {
        for (const [id, { place, use }] of batch) {
          // A reset has replaced the state meanwhile.
          if (!this.#waiting.has(id)) continue;
          const { keys, lastUses } = kmsState(tx, place.owner, place.region);
          if ((await keys.get(place.keyId)) !== undefined) await lastUses.put(use);
        }
      });
      for (const [id, noted] of batch) if (this.#waiting.get(id) === noted) this.#waiting.delete(id);
    }
  }
}

const dayMs = 86_400_000;

/** Whole days since the last use; of a key that was never used, since it was made. */
export function daysWithoutUse(last: LastUseRecord | undefined, createdAt: Instant, now: Instant): number {
  return Math.max(0, Math.floor(((now - (last?.at ?? createdAt)) as Duration) / dayMs));
}

/** The beginning of the day, in UTC. */
export function dayOf(at: Instant): Instant {
  return instant(at - (at % dayMs));
}
