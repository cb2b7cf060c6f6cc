/**
 * The upkeep of the keyring: a further key, and all key materials sealed under it. Both go on while requests are served, and a crash at any point leaves
 * materials that open: each is sealed under one key of the keyring or another, and the keyring keeps all its keys.
 */
import type { Log } from '#kernel/log';
import { NotAPlace } from '#store/place';
import { type CollectionReader, Conflict, type Listed, type Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { StoreUnavailable } from '#store/unavailable';
import { sealedMaterial } from './materials.ts';
import { kmsCollections, type MaterialRecord, materialTermKey, termKey } from './state.ts';
import { BrokenSeal } from './vault/crypto-link.ts';
import { keyringTermsMax } from './vault/keyring.ts';
import type { Vault } from './vault/vault.ts';

export interface KeyringStatus {
  /** How many keys the keyring has; the last of them seals. 0 where no key of KMS has been made yet. */
  readonly keys: number;
  /** When it got its newest key, in milliseconds since 1970. */
  readonly rotatedAt?: number;
  readonly materials: number;
  /** Of these, how many are sealed under an older key than the newest. */
  readonly behind: number;
}

export interface Rewrapped {
  readonly rewrapped: number;
  /** Materials that do not open. Nothing was changed about them. */
  readonly broken: readonly string[];
  /** Where the next call goes on; absent at the end. */
  readonly next?: string;
}

/** Materials of one call. Each is a request to the crypto process; all that changed are written in one transaction. */
const batchMax = 100;

export class KeyringUpkeep {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #log: Log;

  constructor({ store, vault, log }: { readonly store: Store; readonly vault: Vault; readonly log: Log }) {
    this.#store = store;
    this.#vault = vault;
    this.#log = log;
  }

  async status(): Promise<KeyringStatus> {
    const keyring = await this.#vault.storedKeyring();
    const materials = await this.#materials.count();
    const term = keyring?.term ?? 0;
    const newest = term === 0 ? 0 : await this.#materials.count({ index: 'term', key: termKey(term) });
    return {
      keys: term,
      ...(keyring === undefined ? {} : { rotatedAt: keyring.rotatedAt }),
      materials,
      behind: materials - newest,
    };
  }

  /**
   * A new key, which seals from now on. `full`: the keyring has as many keys as it takes. `raced`: somebody else has rotated it in the same moment; nothing was
   * changed by this call.
   */
  async rotate(): Promise<'rotated' | 'full' | 'raced'> {
    if ((await this.#vault.keyring()).term >= keyringTermsMax) return 'full';
    try {
      const { term } = await this.#vault.rotateKeyring();
      this.#log.info('the keyring of KMS has a new key', { keys: term });
      return 'rotated';
    } catch (error) {
      if (error instanceof Conflict) return 'raced';
      throw error;
    }
  }

  /**
   * Seals some materials under the newest key: those that come after a place, as the call before has told it. `undefined` for a text that is no such
   * place. To be called until there is no `next`; a call that is repeated does nothing twice.
   */
  async rewrap(after: string | undefined): Promise<Rewrapped | undefined> {
    const { term } = await this.#vault.keyring();
    const listed = await this.#batch(after);
    if (listed === undefined) return undefined;
    const newest = termKey(term);
    const older = listed.filter(({ record }) => materialTermKey(record) < newest);
    const sealed = new Map<string, { readonly from: MaterialRecord; readonly sealed: string }>();
    const broken: string[] = [];
    for (const { record } of older) {
      const material = sealedMaterial(record);
      const id = kmsCollections.materials.id(record);
      try {
        const anew = await this.#vault.move(material, material.place);
        sealed.set(id, { from: record, sealed: anew.toString('base64') });
      } catch (error) {
        if (!(error instanceof BrokenSeal)) throw error;
        broken.push(id);
      }
    }
    const rewrapped = sealed.size === 0 ? 0 : await this.#keep(sealed);
    const next = older.length === batchMax ? older.at(-1)?.place : undefined;
    return { rewrapped, broken, ...(next === undefined ? {} : { next }) };
  }

  /** A material that was imported anew, or deleted, while it was sealed stays as it is now. */
  async #keep(
    sealed: ReadonlyMap<string, { readonly from: MaterialRecord; readonly sealed: string }>,
  ): Promise<number> {
    return await this.#store.transact(async (tx) => {
      const materials = tx.in(kmsCollections.materials, partitionScope);
      let kept = 0;
      for (const [id, { from, sealed: anew }] of sealed) {
        const now = await materials.get(id);
        if (now?.sealed !== from.sealed) continue;
        await materials.update({ ...now, sealed: anew });
        kept += 1;
      }
      return kept;
    });
  }

  /** Oldest keys first. */
  async #batch(after: string | undefined): Promise<readonly Listed<MaterialRecord>[] | undefined> {
    try {
      const place = after === undefined ? {} : { after };
      return await this.#materials.list({ index: 'term', limit: batchMax, ...place });
    } catch (error) {
      if (error instanceof NotAPlace) return undefined;
      throw error;
    }
  }

  /**
   * Before anything is served: throws where the database has materials that its keyring cannot open. That is so where somebody has put it together
   * from two backups.
   */
  async check(): Promise<void> {
    const [newest] = await this.#materials.list({ index: 'newest', limit: 1 });
    if (newest === undefined) return;
    const keyring = await this.#vault.storedKeyring();
    if (keyring !== undefined && materialTermKey(newest.record) <= termKey(keyring.term)) return;
    const has = keyring === undefined ? 'it has no keyring' : 'its keyring is an older one';
    throw new StoreUnavailable(
      'unreadable',
      `The database has key materials of KMS, and ${has}, which does not open them: restore a backup in which both are of the same time.`,
    );
  }

  get #materials(): CollectionReader<MaterialRecord> {
    return this.#store.in(kmsCollections.materials, partitionScope);
  }
}
