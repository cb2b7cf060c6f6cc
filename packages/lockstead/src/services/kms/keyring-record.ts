/**
 * The keyring as it is stored: one for the whole store, so that a backup of the store has the keyring that its key materials need.
 * It is sealed under a key derived from the root key.
 */
import type { Instant } from '#kernel/clock';
import type { Collection } from '#store/port';

export interface KeyringRecord {
  readonly id: 'keyring';
  /** In base64. */
  readonly sealed: string;
  /** The newest term, which seals. */
  readonly term: number;
  readonly rotatedAt: Instant;
}

export const keyrings: Collection<KeyringRecord> = {
  name: 'kms.keyring',
  level: 'partition',
  id: ({ id }) => id,
  feed: false,
};
