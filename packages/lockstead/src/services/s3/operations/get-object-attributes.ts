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
import { objectParts } from '../objects/object-parts.ts';
import type { S3Read } from '../operation.ts';
import type { ObjectChecksum } from '../state.ts';

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
    const { bucket, object, place } = await findObject(context, input, 'GET');
    const { encryption } = object;
    if (encryption.kind === 'SSE-C') requireCustomerKey(encryption, customerKey);
    else refuseCustomerKey(customerKey);
    const parts = asked.has('ObjectParts') ? await objectParts(context.reader, { object, place }, input) : undefined;
    return {
      LastModified: toDate(object.modifiedAt),
      ...versionAnswer(bucket, object),
      ...(asked.has('ETag') ? { ETag: object.etag } : {}),
      ...(asked.has('Checksum') && object.checksum !== undefined ? { Checksum: withoutCount(object.checksum) } : {}),
      ...(parts === undefined ? {} : { ObjectParts: parts }),
      ...(asked.has('StorageClass') ? { StorageClass: (object.storageClass ?? 'STANDARD') as 'STANDARD' } : {}),
      ...(asked.has('ObjectSize') ? { ObjectSize: object.bytes } : {}),
    };
  },
};

/** A composite checksum is told without the number of parts, which stands elsewhere. */
function withoutCount(checksum: ObjectChecksum): object {
  return checksumAnswer({ ...checksum, value: checksum.value.replace(/-\d+$/, '') });
}
