/** How lists show an object. */
import { toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { canonicalUserId } from '../canonical-user.ts';
import type { ObjectRecord } from '../state.ts';

export function ownerOf({ owner }: Pick<ObjectRecord, 'owner'>, bucketAccount: AccountId): { ID: string } {
  return { ID: canonicalUserId(owner ?? bucketAccount) };
}

/** `key` as the list writes it. */
export function showObject(
  object: ObjectRecord,
  key: string,
): {
  Key: string;
  LastModified: Date;
  ETag: string;
  Size: number;
  StorageClass: 'STANDARD';
  ChecksumAlgorithm?: 'CRC32'[];
  ChecksumType?: 'FULL_OBJECT' | 'COMPOSITE';
} {
  const { checksum, storageClass = 'STANDARD' } = object;
  return {
    Key: key,
    ...(checksum === undefined
      ? {}
      : { ChecksumAlgorithm: [checksum.algorithm as 'CRC32'], ChecksumType: checksum.type }),
    LastModified: toDate(object.modifiedAt),
    ETag: `"${object.etag}"`,
    Size: object.bytes,
    StorageClass: storageClass as 'STANDARD',
  };
}
