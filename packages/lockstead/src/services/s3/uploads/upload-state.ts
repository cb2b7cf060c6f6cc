/**
 * Uploads under way, and parts: those of uploads, and those that make an object. A part stays where it was uploaded when its upload is
 * completed. Part tables say then which parts the object has and where each begins, so that a range is found without reading thousands of records.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Collection, Reader, Transaction } from '#store/port';
import { regionScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../../collections.ts';
import type { Acl } from '../acl/acl.ts';
import type { ObjectLock } from '../objects/object-lock.ts';
import type { ReadHeaders } from '../objects/put-headers.ts';
import { placeId } from '../record-ids.ts';
import type { BucketPlace, ChecksumName, Content, ObjectChecksum, ObjectEncryption } from '../state.ts';

/** Who began an upload, as lists name him. */
export interface Initiator {
  readonly ID: string;
  readonly DisplayName?: string;
}

/** An upload under way. What it says of the object to be is read when it begins. */
export interface UploadRecord {
  readonly bucket: string;
  readonly key: string;
  /** Of one key they sort by time: see upload-id.ts. */
  readonly uploadId: string;
  readonly initiatedAt: Instant;
  readonly initiator: Initiator;
  /** The account that will own the object, where it is not the bucket's. */
  readonly owner?: AccountId;
  readonly acl?: Acl;
  readonly headers: ReadHeaders;
  /** What its headers say; absent where they say nothing, and the bucket's default counts. */
  readonly lock?: ObjectLock;
  readonly encryption: ObjectEncryption;
  /** As the request named it, and not its bucket: what policies see of each part. */
  readonly askedEncryption?: { readonly algorithm: string; readonly keyId?: string };
  /** Absent where the request named none: S3 then computes its own of each part. */
  readonly checksum?: { readonly algorithm: ChecksumName; readonly type: ObjectChecksum['type'] };
  /** Grows with each part: whoever has looked at all parts knows by it whether they are still the same. */
  readonly changes: number;
}

export interface PartRecord {
  readonly uploadId: string;
  readonly number: number;
  readonly modifiedAt: Instant;
  readonly bytes: number;
  /** Without its quotes. */
  readonly etag: string;
  /** In base64, by the upload's algorithm. */
  readonly checksum: string;
  readonly content: Content;
}

/** A stretch of the parts of an object. */
export interface PartTable {
  readonly uploadId: string;
  readonly index: number;
  readonly numbers: readonly number[];
  /** Of each, in bytes. */
  readonly sizes: readonly number[];
  /** Of each, where the object's own checksum is one of those. */
  readonly checksums?: readonly string[];
}

/** So many parts stand in one table: a read of a few bytes reads no more than that. */
export const partsPerTable = 500;

export function partId(uploadId: string, number: number): string {
  return `${partsPrefix(uploadId)}${String(number).padStart(5, '0')}`;
}

/** With which the ids of all parts of an upload begin. */
export function partsPrefix(uploadId: string): string {
  return `${uploadId}/`;
}

export function tableId(uploadId: string, index: number): string {
  return `${partsPrefix(uploadId)}${String(index).padStart(2, '0')}`;
}

const uploads: Collection<UploadRecord> = {
  name: 's3.upload',
  level: 'region',
  id: ({ bucket, key, uploadId }) => placeId(bucket, key, uploadId),
  feed: false,
};

const parts: Collection<PartRecord> = {
  name: 's3.part',
  level: 'region',
  id: ({ uploadId, number }) => partId(uploadId, number),
  feed: false,
};

const tables: Collection<PartTable> = {
  name: 's3.partTable',
  level: 'region',
  id: ({ uploadId, index }) => tableId(uploadId, index),
  feed: false,
};

const collections = { uploads, parts, tables } as const;

export type UploadReader = ReaderOf<typeof collections>;
export type UploadWriter = WriterOf<typeof collections>;

const open = openerOf(collections);

/** In the Region of the bucket. */
export function uploadState(store: Transaction, place: BucketPlace): UploadWriter;
export function uploadState(store: Reader, place: BucketPlace): UploadReader;
export function uploadState(store: Reader, { account, region }: BucketPlace): UploadReader {
  return open(store, regionScope(account, region));
}
