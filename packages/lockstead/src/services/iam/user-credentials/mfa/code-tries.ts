/**
 * Wrong codes of a device, remembered, so that nobody tries all million of them: after five in five minutes no code of it counts until the time is
 * over. Kept in the store, so that it holds on every node and across a restart. Each try counts before it is looked at, so that a hundred at
 * once are a hundred.
 */
import { elapsed, type Instant, minutes } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Store } from '#store/port';
import { accountScope } from '#store/scope';
import type { CodeTriesRecord } from './state.ts';
import { mfaCollections } from './state.ts';

const triesMax = 5;
const window = minutes(5);

/** A device that exists: `device` tells it from any other, also of the same serial number. */
export interface TriedDevice {
  readonly account: AccountId;
  readonly serial: string;
  readonly device: string;
}

export class CodeTries {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** False where no code counts now. `now`: of the world outside, as the codes are. */
  async begin({ account, serial, device }: TriedDevice, now: Instant): Promise<boolean> {
    return await this.#store.transact(async (tx) => {
      const tries = tx.in(mfaCollections.codeTries, accountScope(account));
      const known = await tries.get(serial);
      const isSame = known?.device === device && isRecent(known, now);
      const { since, count } = isSame ? known : { since: now, count: 0 };
      if (count >= triesMax) return false;
      await tries.put({ serial, device, since, count: count + 1 });
      return true;
    });
  }

  /** The code was right: nothing is left. */
  async right({ account, serial }: TriedDevice): Promise<void> {
    await this.#store.transact((tx) => tx.in(mfaCollections.codeTries, accountScope(account)).delete(serial));
  }

  /** The code was right once and was used: it was no guess. */
  async noGuess({ account, serial }: TriedDevice): Promise<void> {
    await this.#store.transact(async (tx) => {
      const tries = tx.in(mfaCollections.codeTries, accountScope(account));
      const known = await tries.get(serial);
      if (known !== undefined && known.count > 0) await tries.put({ ...known, count: known.count - 1 });
    });
  }
}

/** A clock that was set back locks nobody until the day that it came from. */
function isRecent({ since }: CodeTriesRecord, now: Instant): boolean {
  const passed = elapsed(since, now);
  return passed >= 0 && passed < window;
}
