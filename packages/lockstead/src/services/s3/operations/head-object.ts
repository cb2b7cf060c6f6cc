/**
 * HeadObject: what GetObject says, without the bytes.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
import { customerKeyOf } from '../encryption/object-keys.ts';
import { refuseCustomerKey, requireCustomerKey } from '../encryption/sse-c.ts';
import { objectAnswer } from '../objects/answer-object.ts';
import { checkReadConditions } from '../objects/conditions.ts';
import { findObject } from '../objects/find-object.ts';
import { askedBytes } from '../objects/read-part.ts';
import type { S3Read } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';

export function headObject({ encrypter }: ObjectParts): S3Read<'HeadObject'> {
  return {
    name: 'HeadObject',
    effect: 'read',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',
    waits: true,

    async handle(input, context) {
      const customerKey = customerKeyOf(input);
      const { bucket, object, place } = await findObject(context, input, 'HEAD');
      const { encryption } = object;
      if (encryption.kind === 'SSE-C') requireCustomerKey(encryption, customerKey);
      else refuseCustomerKey(customerKey);
      checkReadConditions(input, object);
      const { isWhole, members } = await askedBytes(context.reader, { object, place }, input);
      // A checksum tells of the bytes, so of an object under a key of KMS's it is told to who may decrypt.
      if (input.ChecksumMode === 'ENABLED' && encryption.kind.startsWith('aws:kms')) {
        await encrypter.open(context, encryption, object, undefined);
      }
      return {
        ...objectAnswer({ bucket, object, isWhole }, input, context.outcomes),
        ...members,
      };
    },
  };
}
