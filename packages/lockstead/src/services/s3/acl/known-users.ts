/** Whose a canonical user id is, among the accounts that are here. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { accountCount, accountIds } from '../../iam/api.ts';
import { type AccountOfCanonicalUser, type CanonicalUserId, canonicalUsersOf } from './canonical-user.ts';

/** Accounts are made seldom and are never gone: the ids are worked out again where there are more of them. */
export class KnownUsers {
  #users: ReadonlyMap<CanonicalUserId, AccountId> = new Map();

  lookup(reader: Reader): AccountOfCanonicalUser {
    return async (id) => {
      const known = this.#users.get(id);
      if (known !== undefined || (await accountCount(reader)) === this.#users.size) return known;
      this.#users = canonicalUsersOf(await accountIds(reader));
      return this.#users.get(id);
    };
  }
}
