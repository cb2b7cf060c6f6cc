/**
 * GetObjectAttributes: of what an object says of itself, what was asked for.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
 */
import { toDate } from '#kernel/clock';
import { customerKeyOf } from '../encryption/object-keys.ts';
import { refuseCustomerKey, requireCustomerKey } from '../encryption/sse-c.ts';
import { invalidArgument } from '../errors.ts';
import { checksumAnswer, versionAnswer } from '../objects/answer-object.ts';
import { findObject } from '../objects/find-object.ts';
import { partsCount } from '../objects/object-parts.ts';
import type { S3Read } from '../operation.ts';

const known: ReadonlySet<string> = new Set(['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']);

export const getObjectAttributes: S3Read<'GetObjectAttributes'> = {
  name: 'GetObjectAttributes',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const asked = new Set<string>(input.ObjectAttributes);
    const unknown = [...asked].find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', unknown);
    }
    const customerKey = customerKeyOf(input);
    const { bucket, object } = await findObject(context, input, 'GET');
    const { encryption } = object;
    if (encryption.kind === 'SSE-C') requireCustomerKey(encryption, customerKey);
    else refuseCustomerKey(customerKey);
    const parts = partsCount(object);
    return {
      LastModified: toDate(object.modifiedAt),
      ...versionAnswer(bucket, object),
      ...(asked.has('ETag') ? { ETag: object.etag } : {}),
      ...(asked.has('Checksum') && object.checksum !== undefined ? { Checksum: checksumAnswer(object.checksum) } : {}),
      ...(asked.has('ObjectParts') && parts !== undefined ? { ObjectParts: { TotalPartsCount: parts } } : {}),
      ...(asked.has('StorageClass') ? { StorageClass: (object.storageClass ?? 'STANDARD') as 'STANDARD' } : {}),
      ...(asked.has('ObjectSize') ? { ObjectSize: object.bytes } : {}),
    };
  },
};
