/**
 * GetObject. The bytes are decrypted while they leave.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
import { customerKeyOf } from '../encryption/object-keys.ts';
import { S3Error } from '../errors.ts';
import { objectAnswer } from '../objects/answer-object.ts';
import { checkReadConditions } from '../objects/conditions.ts';
import { findObject } from '../objects/find-object.ts';
import { openBytes } from '../objects/object-bytes.ts';
import { askedBytes } from '../objects/read-part.ts';
import type { S3Read } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';

const archives: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** What lies in an archive has to be restored first. */
function checkIsAtHand({ storageClass }: ObjectRecord): void {
  if (storageClass === undefined || !archives.has(storageClass)) return;
  throw new S3Error('InvalidObjectState', 403, "The operation is not valid for the object's storage class", {
    members: { StorageClass: storageClass },
  });
}

export function getObject({ blobs, encrypter }: ObjectParts): S3Read<'GetObject'> {
  return {
    name: 'GetObject',
    effect: 'read',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',
    waits: true,

    async handle(input, context) {
      const customerKey = customerKeyOf(input);
      const { bucket, object, place } = await findObject(context, input, 'GET');
      checkReadConditions(input, object);
      checkIsAtHand(object);
      const { range, isWhole, members } = await askedBytes(context.reader, { object, place }, input);
      const keys = await encrypter.open(context, object.encryption, object, customerKey);
      const body = await openBytes({ reader: context.reader, blobs, place }, object, keys, range);
      return {
        ...objectAnswer({ bucket, object, isWhole }, input, context.outcomes),
        ...members,
        Body: body,
      };
    },
  };
}
