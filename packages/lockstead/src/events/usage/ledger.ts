/**
 * The usage ledger: who used what action on what resource, how often, and when first and last. Counted in memory for every decision, at the cost of
 * one look into a map, and written each minute. Least policies, last access, the use of keys and the bill are read from it: the event history
 * has neither data events nor counts.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { Store, Transaction } from '#store/port';
import { accountScope, partitionScope } from '#store/scope';
import { type UsageLimits, usageLimits } from './limits.ts';
import { actionKey, type UsageRow, usageAccounts, usageId, usageRows } from './rows.ts';

/** One decision. */
export interface Use {
  /** The account whose principal it is, or for which a service acts. */
  readonly account: AccountId;
  /** As `UsageRow` has it. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly owner: AccountId;
  readonly region: string;
  readonly at: Instant;
  readonly allowed: boolean;
  /** As `UsageRow.given` has it, of this one use. */
  readonly given?: Readonly<Record<string, string>>;
}

interface Count {
  readonly use: Use;
  allowed: number;
  denied: number;
  firstAt: Instant;
  lastAt: Instant;
  lastDeniedAt: Instant | undefined;
  region: string;
  given: Given | undefined;
}

type Given = NonNullable<UsageRow['given']>;

export class UsageLedger {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #failed: (error: unknown) => void;
  readonly #limits: UsageLimits;
  #waiting = new Map<string, Count>();
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();
  /** Grows with each `clear`. A flush that is under way then must not write counts of the state before. */
  #epoch = 0;

  /** `failed` hears of counts that could not be written; they are tried again with the next. `limits`: other ones than limits.ts has. */
  constructor(store: Store, timers: Timers, failed: (error: unknown) => void, limits: Partial<UsageLimits> = {}) {
    this.#limits = { ...usageLimits, ...limits };
    this.#store = store;
    this.#timers = timers;
    this.#failed = failed;
  }

  used(told: Use): void {
    const use = holdable(told);
    const key = `${use.account}\n${use.principal}\n${use.action}\n${use.resource}`;
    let count = this.#waiting.get(key);
    if (count === undefined) {
      if (this.#waiting.size >= this.#limits.heldMax) return;
      const { at, region } = use;
      count = {
        use,
        allowed: 0,
        denied: 0,
        firstAt: at,
        lastAt: at,
        lastDeniedAt: undefined,
        region,
        given: undefined,
      };
      this.#waiting.set(key, count);
      if (this.#waiting.size === this.#limits.waitingMax) this.flush().catch(this.#failed);
      else this.#flushSoon();
    }
    count.lastAt = use.at;
    count.region = use.region;
    if (use.given !== undefined) count.given = together(count.given, listed(use.given), this.#limits.givenMax);
    if (use.allowed) {
      count.allowed += 1;
    } else {
      count.denied += 1;
      count.lastDeniedAt = use.at;
    }
  }

  /** Resolves when all that was counted until now is written: whoever reads the rows calls this first. */
  flush(): Promise<void> {
    const write = (): Promise<void> => this.#write();
    this.#flushing = this.#flushing.then(write, write);
    return this.#flushing;
  }

  /** Forgets what is not written yet, because all state is about to be replaced. */
  clear(): void {
    this.#waiting = new Map();
    this.#epoch += 1;
  }

  #flushSoon(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(this.#limits.flushMs, () => {
      this.#armed = false;
      this.flush().catch((error: unknown) => {
        this.#failed(error);
        this.#flushSoon();
      });
    });
  }

  async #write(): Promise<void> {
    const epoch = this.#epoch;
    const counts = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (let first = 0; first < counts.length; first += this.#limits.batchMax) {
      const batch = counts.slice(first, first + this.#limits.batchMax);
      if (epoch !== this.#epoch) return;
      try {
        await this.#store.transact(async (tx) => {
          for (const count of batch) await add(tx, count, this.#limits);
        });
      } catch (error) {
        if (epoch === this.#epoch) this.#takeBack(counts.slice(first));
        throw error;
      }
    }
  }

  /** What was counted again meanwhile is added to it. */
  #takeBack(counts: readonly Count[]): void {
    const newer = this.#waiting;
    this.#waiting = new Map();
    for (const count of counts) this.#merge(count);
    for (const count of newer.values()) this.#merge(count);
    this.#flushSoon();
  }

  #merge(count: Count): void {
    const { account, principal, action, resource } = count.use;
    const key = `${account}\n${principal}\n${action}\n${resource}`;
    const held = this.#waiting.get(key);
    if (held !== undefined) this.#waiting.set(key, sum(held, count, this.#limits.givenMax));
    else if (this.#waiting.size < this.#limits.heldMax) this.#waiting.set(key, count);
  }
}

/**
 * S3's keys may have a NUL, which the store cannot hold. One such row would keep all others from being written, again and again. It is written
 * as keys are in addresses.
 */
function holdable(use: Use): Use {
  return use.resource.includes('\0') ? { ...use, resource: use.resource.replaceAll('\0', '%00') } : use;
}

function sum(older: Count, newer: Count, givenMax: number): Count {
  return {
    use: newer.use,
    allowed: older.allowed + newer.allowed,
    denied: older.denied + newer.denied,
    firstAt: older.firstAt,
    lastAt: newer.lastAt,
    lastDeniedAt: newer.lastDeniedAt ?? older.lastDeniedAt,
    region: newer.region,
    given: newer.given === undefined ? older.given : together(older.given, newer.given, givenMax),
  };
}

function listed(given: Readonly<Record<string, string>>): Given {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, [value]]));
}

/** Both, each value once, in order. The same object where nothing is new, which is the usual case. */
function together(held: Given | undefined, more: Given, max: number): Given {
  if (held === undefined) return more;
  let all = held;
  for (const [key, values] of Object.entries(more)) {
    for (const value of values) {
      const known = all[key] ?? [];
      if (known.includes(value) || known.length >= max) continue;
      all = { ...all, [key]: [...known, value].toSorted() };
    }
  }
  return all;
}

async function add(tx: Transaction, count: Count, { resourcesMax, givenMax }: UsageLimits): Promise<void> {
  const { account, principal, action, resource, owner } = count.use;
  const accounts = tx.in(usageAccounts, partitionScope);
  if ((await accounts.get(account)) === undefined) await accounts.put({ account });
  const rows = tx.in(usageRows, accountScope(account));
  const own = await rows.get(usageId({ principal, action, resource }));
  if (own !== undefined) return await rows.put(added(own, count, givenMax));
  const held = await rows.count({ index: 'action', key: actionKey(principal, action) });
  const isFull = held >= resourcesMax;
  const fresh = { principal, action, resource: isFull ? '' : resource, owner };
  const further = isFull ? await rows.get(usageId(fresh)) : undefined;
  await rows.put(further === undefined ? begun(fresh, count) : added(further, count, givenMax));
}

function begun(of: Pick<UsageRow, 'principal' | 'action' | 'resource' | 'owner'>, count: Count): UsageRow {
  const { allowed, denied, firstAt, lastAt, lastDeniedAt, region, given } = count;
  const last = lastDeniedAt === undefined ? {} : { lastDeniedAt };
  return { ...of, allowed, denied, firstAt, lastAt, region, ...last, ...(given === undefined ? {} : { given }) };
}

/** Another node may have written a later one. */
function added(row: UsageRow, count: Count, givenMax: number): UsageRow {
  const { allowed, denied, firstAt, lastAt, lastDeniedAt, region, given } = count;
  const isLater = lastAt >= row.lastAt;
  const deniedAt = Math.max(row.lastDeniedAt ?? 0, lastDeniedAt ?? 0) as Instant;
  return {
    ...row,
    allowed: row.allowed + allowed,
    denied: row.denied + denied,
    firstAt: Math.min(row.firstAt, firstAt) as Instant,
    lastAt: isLater ? lastAt : row.lastAt,
    region: isLater ? region : row.region,
    ...(deniedAt === 0 ? {} : { lastDeniedAt: deniedAt }),
    ...(given === undefined ? {} : { given: together(row.given, given, givenMax) }),
  };
}
