/** What GetObject and HeadObject say of an object beside its bytes. */
import { toDate } from '#kernel/clock';
import type { PairOutcomes } from '#service/authorization';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { expirationAnswer } from '../lifecycle/due.ts';
import type { BucketRecord, ChecksumName, ObjectChecksum, ObjectRecord } from '../state.ts';

const checksumMembers = {
  CRC32: 'ChecksumCRC32',
  CRC32C: 'ChecksumCRC32C',
  CRC64NVME: 'ChecksumCRC64NVME',
  SHA1: 'ChecksumSHA1',
  SHA256: 'ChecksumSHA256',
} as const satisfies Record<ChecksumName, string>;

export type ChecksumMember = (typeof checksumMembers)[ChecksumName];

export function checksumMember(name: ChecksumName): ChecksumMember {
  return checksumMembers[name];
}

export function checksumAnswer(checksum: ObjectChecksum | undefined): object {
  if (checksum === undefined) return {};
  return { [checksumMembers[checksum.algorithm]]: checksum.value, ChecksumType: checksum.type };
}

/** `x-amz-version-id`, of a bucket that keeps versions or kept them. */
export function versionAnswer({ versioning }: BucketRecord, { versionId }: Pick<ObjectRecord, 'versionId'>): object {
  return versioning === undefined ? {} : { VersionId: versionId };
}

/** The same of what was just written: while the bucket suspends versions S3 does not tell that its id is `null`. */
export function newVersionAnswer({ versioning }: BucketRecord, { versionId }: Pick<ObjectRecord, 'versionId'>): object {
  return versioning === 'Enabled' ? { VersionId: versionId } : {};
}

export interface AnswerAsked {
  readonly ChecksumMode?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseContentType?: string | undefined;
  readonly ResponseExpires?: Date | undefined;
}

const defaultType = 'binary/octet-stream';

/** The names under which it is asked whether the caller may see these of an object. */
export const seen = {
  tags: 's3:GetObjectTagging',
  retention: 's3:GetObjectRetention',
  legalHold: 's3:GetObjectLegalHold',
} as const;

export interface ToldObject {
  readonly bucket: BucketRecord;
  readonly object: ObjectRecord;
  /** Whether the object's own checksum is of what is answered. */
  readonly isWhole: boolean;
}

export function objectAnswer(
  { bucket, object, isWhole }: ToldObject,
  asked: AnswerAsked,
  outcomes: Pick<PairOutcomes, 'allows'>,
): object {
  const allows = (name: string): boolean => outcomes.allows(name);
  const { system, metadata, tags = [], checksum, retention, legalHold, storageClass } = object;
  const { Expires: kept, ...kepts } = system;
  const expires = asked.ResponseExpires ?? (kept === undefined ? undefined : new Date(kept));
  return {
    AcceptRanges: 'bytes',
    LastModified: toDate(object.modifiedAt),
    ETag: `"${object.etag}"`,
    ...kepts,
    ContentType: asked.ResponseContentType ?? system.ContentType ?? defaultType,
    ...overrides(asked),
    ...(expires === undefined ? {} : { Expires: expires }),
    ...(metadata === undefined ? {} : { Metadata: metadata }),
    ...encryptionMembers(object.encryption),
    ...versionAnswer(bucket, object),
    ...expirationAnswer(bucket, object),
    ...(asked.ChecksumMode === 'ENABLED' && isWhole ? checksumAnswer(checksum) : {}),
    ...(tags.length === 0 || !allows(seen.tags) ? {} : { TagCount: tags.length }),
    ...(storageClass === undefined ? {} : { StorageClass: storageClass }),
    ...(retention === undefined || !allows(seen.retention)
      ? {}
      : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: toDate(retention.until) }),
    ...(legalHold === undefined || !allows(seen.legalHold)
      ? {}
      : { ObjectLockLegalHoldStatus: legalHold ? 'ON' : 'OFF' }),
  };
}

function overrides(asked: AnswerAsked): object {
  const given = {
    CacheControl: asked.ResponseCacheControl,
    ContentDisposition: asked.ResponseContentDisposition,
    ContentEncoding: asked.ResponseContentEncoding,
    ContentLanguage: asked.ResponseContentLanguage,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
