/**
 * What KMS keeps. Keys, aliases and grants stand in the Region of their account. Key materials stand in the partition: sealed, and apart from
 * the keys, so that nobody who lists or follows keys comes by them.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Tag } from '#service/session';
import type { Collection, Reader, Transaction } from '#store/port';
import { regionScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';

export type KeyState =
  | 'Enabled'
  | 'Disabled'
  | 'PendingDeletion'
  | 'PendingReplicaDeletion'
  | 'PendingImport'
  | 'Unavailable'
  | 'Creating'
  | 'Updating';

export interface KeyRecord {
  /** A UUID, or `mrk-` and 32 hexadecimal digits for a multi-Region key. */
  readonly keyId: string;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  /** `AWS`: made for a service of AWS's at its first use, and out of its account's reach. */
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly state: KeyState;
  /** As its owner wrote it. */
  readonly policy: string;
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
  /** While it is pending deletion. */
  readonly deletionAt?: Instant;
  /** Of a multi-Region key: where the others of its kind are. The same in all of them. */
  readonly multiRegion?: MultiRegion;
  /** The material that encrypts and signs. Absent where none has been imported yet. */
  readonly materialId?: string;
  /** SubjectPublicKeyInfo in DER, in base64. */
  readonly publicKey?: string;
}

export interface MultiRegion {
  readonly primaryRegion: Region;
  readonly replicaRegions: readonly Region[];
}

export function multiRegionKeyType({ primaryRegion }: MultiRegion, region: Region): 'PRIMARY' | 'REPLICA' {
  return region === primaryRegion ? 'PRIMARY' : 'REPLICA';
}

/** A sealed key material. */
export interface MaterialRecord {
  readonly account: AccountId;
  readonly region: Region;
  readonly keyId: string;
  readonly materialId: string;
  readonly keySpec: KeySpec;
  /** In base64; see vault/sealed-material.ts. */
  readonly sealed: string;
  readonly createdAt: Instant;
}

export interface AliasRecord {
  /** `alias/NAME` */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const keys: Collection<KeyRecord> = { name: 'kms.key', level: 'region', id: ({ keyId }) => keyId };

const aliases: Collection<AliasRecord> = {
  name: 'kms.alias',
  level: 'region',
  id: ({ name }) => name,
  indexes: { key: ({ keyId }) => [keyId] },
};

const materials: Collection<MaterialRecord> = {
  name: 'kms.material',
  level: 'partition',
  id: ({ account, region, keyId, materialId }) => `${placeOfKey(account, region, keyId)}/${materialId}`,
  // Sealed or not, materials are told to nobody.
  feed: false,
};

/** Under which the materials of a key stand; their ids follow after a slash. */
export function placeOfKey(account: string, region: string, keyId: string): string {
  return `${account}/${region}/${keyId}`;
}

export const kmsCollections = { keys, aliases, materials } as const;

export type KmsReader = ReaderOf<typeof kmsCollections>;
export type KmsWriter = WriterOf<typeof kmsCollections>;

const open = openerOf(kmsCollections);

export function kmsState(store: Transaction, account: AccountId, region: Region): KmsWriter;
export function kmsState(store: Reader, account: AccountId, region: Region): KmsReader;
export function kmsState(store: Reader, account: AccountId, region: Region): KmsReader {
  return open(store, regionScope(account, region));
}
