/**
 * What S3 keeps. A bucket's name is unique in the partition, where it tells whose the bucket is and where; the bucket and all that lies in it
 * stand in that Region of its owner's account. An object's bytes are encrypted frames, in its record where they are few, else in blobs.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Tag } from '#service/session';
import type { BlobRef } from '#store/blobs/port';
import type { Collection, Reader, Transaction } from '#store/port';
import { accountScope, regionScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';
import type { StoredDocument } from '../iam/api.ts';
import type { Acl } from './acl/acl.ts';
import type { Lifecycle } from './lifecycle/rules.ts';
import { keyId, placeId } from './record-ids.ts';

/** Whose a bucket is. */
export interface BucketName {
  readonly name: string;
  readonly account: AccountId;
  readonly region: Region;
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
export type SseAlgorithm = 'AES256' | 'aws:kms' | 'aws:kms:dsse';

/** The four settings of Block Public Access; one that is absent is off. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** What new objects get that ask for nothing else. */
export interface DefaultEncryption {
  readonly algorithm: SseAlgorithm;
  /** As it was set: an id, an ARN or an alias. Absent: `alias/aws/s3`. */
  readonly keyId?: string;
  readonly bucketKey: boolean;
  /** Whether uploads with a customer's key are refused, as they are at birth. */
  readonly blocksSseC: boolean;
}

/** A rule of CORS: what a page of these origins may send. */
export interface CorsRule {
  readonly id?: string;
  /** Patterns with at most one star. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface ObjectLockDefault {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days?: number;
  readonly years?: number;
}

export interface BucketRecord {
  readonly name: string;
  readonly createdAt: Instant;
  /** The old name of its Region, where it was made with that. */
  readonly constraint?: 'EU';
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly mfaDelete?: 'Enabled' | 'Disabled';
  /** Absent once it was deleted: acts as `ObjectWriter`. */
  readonly ownership?: ObjectOwnership;
  /** Absent once it was deleted: all four are off. */
  readonly publicAccessBlock?: PublicAccessBlock;
  /** Absent: full control for the owner, and nothing for anybody else. Counts where the bucket takes ACLs. */
  readonly acl?: Acl;
  /** As its owner wrote it. */
  readonly policy?: string;
  /** The same with the users and roles that it names by their ids, where it names any. */
  readonly policyById?: StoredDocument;
  readonly encryption: DefaultEncryption;
  /** Absent: the bucket's owner pays. */
  readonly requestPayer?: 'Requester';
  /** Which pages a browser lets send requests. */
  readonly cors?: readonly CorsRule[];
  readonly tags?: readonly Tag[];
  readonly objectLock?: { readonly rule?: ObjectLockDefault };
  /** What becomes of what lies in it in time. */
  readonly lifecycle?: Lifecycle;
  /** Whether policies see the bucket's tags as condition keys. */
  readonly abac?: boolean;
  /** Configurations by their name, each in the shape of the SDK's model: what the API takes and answers. */
  readonly configurations?: Readonly<Record<string, unknown>>;
}

/** Encrypted bytes, either in the record or in a blob. */
export interface Content {
  /** 32 hexadecimal digits; the frames' key is derived from it, so that no two contents have the same. */
  readonly id: string;
  /** Of what was encrypted. */
  readonly bytes: number;
  /** Frames in base64. */
  readonly inline?: string;
  readonly blob?: BlobRef;
}

/** Of an object that was uploaded in parts: its parts stand under the id of the upload, and part tables say where each begins (`uploads/`). */
export interface PartsContent {
  readonly uploadId: string;
  readonly parts: number;
  /** Of each part table: the number of its first part, and at which byte of the object that begins. */
  readonly tables: readonly { readonly number: number; readonly start: number }[];
}

/** What an object's bytes are encrypted with. No key stands here. */
export type ObjectEncryption =
  | { readonly kind: 'AES256' }
  | {
      readonly kind: 'aws:kms' | 'aws:kms:dsse';
      readonly keyArn: string;
      /** The data key, encrypted by KMS, in base64. */
      readonly dataKey: string;
      /** Whether it is the bucket's key, which many objects share, and whose context is the bucket's ARN. */
      readonly bucketKey: boolean;
      /** What the caller added to KMS's encryption context. */
      readonly context?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'SSE-C';
      /** MD5 of the customer's key, in base64, as its holder sends it. */
      readonly keyMd5: string;
      /** In base64. The check is an HMAC of the key under the salt: it tells whether a key is the right one, and nothing else. */
      readonly salt: string;
      readonly check: string;
    };

export type ChecksumName = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface ObjectChecksum {
  readonly algorithm: ChecksumName;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  /** In base64; of a composite one with `-N` behind. */
  readonly value: string;
}

export interface ObjectRetention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly until: Instant;
}

/** Headers that S3 keeps and gives back as they were. */
export interface SystemMetadata {
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
  readonly Expires?: string;
  readonly WebsiteRedirectLocation?: string;
}

/** A version of an object: the current one, or one that is not any more. */
export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  /** `null` where it was written while the bucket kept no versions. */
  readonly versionId: string;
  /** Grows with each version of a key, in milliseconds; decides which is the newest. */
  readonly order: number;
  readonly modifiedAt: Instant;
  /** The account that owns it, where it is not the bucket's. */
  readonly owner?: AccountId;
  readonly bytes: number;
  /** Without its quotes. */
  readonly etag: string;
  readonly storageClass?: string;
  readonly system: SystemMetadata;
  /** What `x-amz-meta-` headers said, names in lower case. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[];
  /** Absent: full control for the owner, and nothing for anybody else. */
  readonly acl?: Acl;
  readonly checksum?: ObjectChecksum;
  readonly encryption: ObjectEncryption;
  readonly content: Content | PartsContent;
  readonly retention?: ObjectRetention;
  /** Absent where none was ever asked for. */
  readonly legalHold?: boolean;
}

/** What stands in a key's place while it is deleted and older versions are kept. */
export interface DeleteMarker {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly order: number;
  readonly modifiedAt: Instant;
  readonly isDeleteMarker: true;
}

export type OldVersion = ObjectRecord | DeleteMarker;

export function isDeleteMarker(version: OldVersion): version is DeleteMarker {
  return 'isDeleteMarker' in version;
}

/** The id of the record of a version that is not current. */
export function idOfVersion({ bucket, key, order }: Pick<OldVersion, 'bucket' | 'key' | 'order'>): string {
  return placeId(bucket, key, newestFirst(order));
}

/** The newest comes first. */
function newestFirst(order: number): string {
  return (Number.MAX_SAFE_INTEGER - order).toString(16).padStart(14, '0');
}

/** What an account has set for all its buckets. */
export interface AccountSettings {
  readonly publicAccessBlock?: PublicAccessBlock;
}

const names: Collection<BucketName> = {
  name: 's3.bucketName',
  level: 'partition',
  id: ({ name }) => name,
  indexes: { account: ({ account }) => [account] },
};

const buckets: Collection<BucketRecord> = { name: 's3.bucket', level: 'region', id: ({ name }) => name };

/** Current versions: what a key means without a version. Objects are many and nobody follows them: they are not in the change feed. */
const objects: Collection<ObjectRecord> = {
  name: 's3.object',
  level: 'region',
  id: ({ bucket, key }) => keyId(bucket, key),
  feed: false,
};

/** Versions that are not current, and delete markers; those of a key with the newest first. */
const versions: Collection<OldVersion> = {
  name: 's3.version',
  level: 'region',
  id: idOfVersion,
  indexes: { versionId: ({ bucket, key, versionId }) => [placeId(bucket, key, versionId)] },
  feed: false,
};

const settings: Collection<AccountSettings> = { name: 's3.settings', level: 'account', id: () => 'settings' };

export const s3Collections = { names, buckets, objects, versions } as const;
const accountCollections = { settings } as const;

export type S3Reader = ReaderOf<typeof s3Collections>;
export type S3Writer = WriterOf<typeof s3Collections>;

const open = openerOf(s3Collections);
const openAccount = openerOf(accountCollections);

/** Where a bucket is: what lies in it stands there too. */
export interface BucketPlace {
  readonly account: AccountId;
  readonly region: Region;
}

export function s3State(store: Transaction, place: BucketPlace): S3Writer;
export function s3State(store: Reader, place: BucketPlace): S3Reader;
export function s3State(store: Reader, { account, region }: BucketPlace): S3Reader {
  return open(store, regionScope(account, region));
}

export function s3Account(store: Transaction, account: AccountId): WriterOf<typeof accountCollections>;
export function s3Account(store: Reader, account: AccountId): ReaderOf<typeof accountCollections>;
export function s3Account(store: Reader, account: AccountId): ReaderOf<typeof accountCollections> {
  return openAccount(store, accountScope(account));
}
