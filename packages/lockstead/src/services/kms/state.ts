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
import type { StoredDocument } from '../iam/api.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';
import { termOf } from './vault/sealed-material.ts';

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
  /** The same with the users and roles that it names by their ids, where it names any. */
  readonly policyById?: StoredDocument;
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
  /** While it is pending deletion. */
  readonly deletionAt?: Instant;
  /** Of a primary key that waits for the deletion of its replicas: the waiting period that begins then. */
  readonly pendingWindowDays?: number;
  /** Of a multi-Region key: where the others of its kind are. The same in all of them. */
  readonly multiRegion?: MultiRegion;
  /** Where its material is replaced by itself. */
  readonly rotation?: { readonly periodDays: number; readonly nextAt: Instant };
  readonly onDemandRotations?: number;
  /** All materials that were imported, in their order. Rotations on demand have a quota, so there are few. */
  readonly imported?: readonly ImportedMaterial[];
  /** The material that encrypts and signs. Absent where none has been imported yet. */
  readonly materialId?: string;
  /** SubjectPublicKeyInfo in DER, in base64. */
  readonly publicKey?: string;
}

/** See imported-materials.ts. */
export interface ImportedMaterial {
  readonly materialId: string;
  readonly description?: string;
  /** When it goes, or that it stays. Absent while it is not there. */
  readonly expires?: Instant | 'never';
  /** It waits for the key to be rotated to it. */
  readonly isPending?: true;
  /** Absent for the first one of a key. */
  readonly rotation?: { readonly at: Instant; readonly type: 'ON_DEMAND' };
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
  /** Absent for the first one of a key. */
  readonly rotation?: { readonly at: Instant; readonly type: 'AUTOMATIC' | 'ON_DEMAND' };
}

export interface AliasRecord {
  /** `alias/NAME` */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The last use of a key. */
export interface LastUseRecord {
  readonly keyId: string;
  readonly operation: string;
  readonly at: Instant;
  readonly eventId: string;
  readonly requestId: string;
}

export type GrantOperationName =
  | 'CreateGrant'
  | 'Decapsulate'
  | 'Decrypt'
  | 'DeriveSharedSecret'
  | 'DescribeKey'
  | 'Encapsulate'
  | 'Encrypt'
  | 'GenerateDataKey'
  | 'GenerateDataKeyPair'
  | 'GenerateDataKeyPairWithoutPlaintext'
  | 'GenerateDataKeyWithoutPlaintext'
  | 'GenerateMac'
  | 'GetPublicKey'
  | 'ReEncryptFrom'
  | 'ReEncryptTo'
  | 'RetireGrant'
  | 'Sign'
  | 'Verify'
  | 'VerifyMac';

export interface GrantConstraintsRecord {
  readonly encryptionContextEquals?: Readonly<Record<string, string>>;
  readonly encryptionContextSubset?: Readonly<Record<string, string>>;
  readonly sourceArn?: string;
}

/** A user or role of an account that is here, by its id, or an ARN or service such as `rds.amazonaws.com` as it was written. */
export type GrantPrincipal = StoredDocument['principals'][number] | { readonly name: string };

/** Under which a grant is found. */
export function principalKey(principal: GrantPrincipal): string {
  return 'id' in principal ? principal.id : principal.name;
}

/** What one principal may do with one key, beside the key policy. */
export interface GrantRecord {
  readonly account: AccountId;
  readonly region: Region;
  readonly keyId: string;
  /** 64 hexadecimal digits. */
  readonly grantId: string;
  readonly name?: string;
  readonly grantee: GrantPrincipal;
  readonly retiring?: GrantPrincipal;
  readonly operations: readonly GrantOperationName[];
  readonly constraints?: GrantConstraintsRecord;
  /** The account in whose name it was made. */
  readonly issuer: string;
  readonly createdAt: Instant;
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
  // By the key of the keyring that seals them: the oldest first, and the newest first.
  indexes: {
    term: (record) => [materialTermKey(record)],
    newest: (record) => [termKey(termMax - materialTerm(record))],
  },
  // Sealed or not, materials are told to nobody.
  feed: false,
};

const termMax = 0xffff_ffff;

/** A number of a key of the keyring, as a text that sorts. */
export function termKey(term: number): string {
  return String(term).padStart(10, '0');
}

export function materialTermKey(record: MaterialRecord): string {
  return termKey(materialTerm(record));
}

function materialTerm({ sealed }: MaterialRecord): number {
  return termOf(Buffer.from(sealed, 'base64')) ?? 0;
}

const lastUses: Collection<LastUseRecord> = {
  name: 'kms.lastUse',
  level: 'region',
  id: ({ keyId }) => keyId,
  feed: false,
};

/**
 * In the partition, because the principal that may retire a grant asks for those on keys of all accounts.
 */
const grants: Collection<GrantRecord> = {
  name: 'kms.grant',
  level: 'partition',
  id: (grant) => `${placeOfKey(grant.account, grant.region, grant.keyId)}/${grant.grantId}`,
  indexes: {
    key: (grant) => [placeOfKey(grant.account, grant.region, grant.keyId)],
    grantee: (grant) => [
      granteeOfKey(placeOfKey(grant.account, grant.region, grant.keyId), principalKey(grant.grantee)),
    ],
    retiring: (grant) => (grant.retiring === undefined ? [] : [retiringIn(grant.region, principalKey(grant.retiring))]),
  },
};

/** Keys of the indexes. */
export function granteeOfKey(place: string, grantee: string): string {
  return `${place} ${grantee}`;
}

export function retiringIn(region: string, principal: string): string {
  return `${region} ${principal}`;
}

/** Under which the materials of a key stand; their ids follow after a slash. */
export function placeOfKey(account: string, region: string, keyId: string): string {
  return `${account}/${region}/${keyId}`;
}

export const kmsCollections = { keys, aliases, grants, materials, lastUses } as const;

export type KmsReader = ReaderOf<typeof kmsCollections>;
export type KmsWriter = WriterOf<typeof kmsCollections>;

const open = openerOf(kmsCollections);

export function kmsState(store: Transaction, account: AccountId, region: Region): KmsWriter;
export function kmsState(store: Reader, account: AccountId, region: Region): KmsReader;
export function kmsState(store: Reader, account: AccountId, region: Region): KmsReader {
  return open(store, regionScope(account, region));
}
