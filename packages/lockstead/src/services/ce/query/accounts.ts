/** Names and tags of accounts, as their organization has them: read once for a request. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { placeOf } from '../../organizations/api.ts';

interface Known {
  readonly name: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** AWS DIFFERS? The tags of accounts are tags of their costs, each of them active. There, tags are activated first, and resources have some too. */
export class Accounts {
  readonly #reader: Reader;
  readonly #known = new Map<AccountId, Known>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  has(account: AccountId): boolean {
    return this.#known.has(account);
  }

  async load(account: AccountId): Promise<Known> {
    const held = this.#known.get(account);
    if (held !== undefined) return held;
    const place = await placeOf(this.#reader, account);
    const tags = new Map((place?.tags ?? []).map(({ Key, Value }) => [Key, Value]));
    const known = { name: place?.name, tags };
    this.#known.set(account, known);
    return known;
  }

  /** Of an account that is loaded. */
  tagsOf(account: AccountId): ReadonlyMap<string, string> | undefined {
    return this.#known.get(account)?.tags;
  }
}
