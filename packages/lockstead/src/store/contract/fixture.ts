/** Two small kinds of records, close to what IAM keeps, for the contract suite to work on. */
import { instant, type simulatedClock } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { Collection, JournalEntry, Store } from '../port.ts';
import { accountScope, regionScope, type Scope } from '../scope.ts';

/** A fresh store, and what the suite must be able to do with it beside using it. */
interface Opened {
  readonly store: Store;
  readonly clock: ReturnType<typeof simulatedClock>;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<Store>;
  /** All that the database holds, raw. */
  stored(): Promise<string>;
}

export interface ContractCase {
  readonly name: string;
  readonly run: (opened: Opened) => Promise<void>;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly email?: string;
  readonly visits: number;
}

export const users: Collection<User> = {
  name: 'fixture.user',
  level: 'account',
  id: (user) => user.name,
  indexes: { group: (user) => user.groups, email: (user) => (user.email === undefined ? [] : [user.email]) },
  unique: ['email'],
};

export interface AccessKey {
  readonly id: string;
  readonly user: string;
  readonly secret: Secret;
}

export const keys: Collection<AccessKey> = {
  name: 'fixture.accessKey',
  level: 'account',
  id: (key) => key.id,
  indexes: { user: (key) => [key.user] },
  sealed: ['secret'],
};

export const cursors: Collection<{ readonly name: string; readonly at: number }> = {
  name: 'fixture.cursor',
  level: 'partition',
  id: (cursor) => cursor.name,
  feed: false,
};

export const home: Scope = accountScope('111122223333' as AccountId);
export const elsewhere: Scope = accountScope('444455556666' as AccountId);
export const homeRegion: Scope = regionScope('111122223333' as AccountId, 'us-east-1' as Region);

export function user(name: string, more: Partial<User> = {}): User {
  return { name, groups: [], visits: 0, ...more };
}

export function entry(id: string, at: number, labels: readonly string[] = []): JournalEntry {
  return { id, at: instant(at), labels, body: `body of ${id}` };
}

/** `count` numbers below `bound`, the same for the same seed. */
export function drawn(seed: number, count: number, bound: number): readonly number[] {
  const numbers: number[] = [];
  let state = seed;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    numbers.push(Math.floor((state / 2 ** 32) * bound));
  }
  return numbers;
}
