/**
 * PutObjectRetention: retains a version until a time, or longer; what loosens governance needs the permission and the header to pass it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
 */
import { malformedXml } from '../errors.ts';
import { changeObject } from '../objects/change-object.ts';
import { checkNewRetention, requireLocks, retentionAsked } from '../objects/object-lock.ts';
import type { S3Write } from '../operation.ts';

export const putObjectRetention: S3Write<'PutObjectRetention'> = {
  name: 'PutObjectRetention',
  effect: 'write',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { Retention: asked, BypassGovernanceRetention: bypasses = false } = input;
    if (asked === undefined) throw malformedXml();
    await changeObject(context, input, 'PUT', ({ bucket, object }) => {
      requireLocks(bucket);
      const retention = retentionAsked(asked, context.at);
      checkNewRetention(object, retention, context.at, bypasses);
      const { retention: _, ...others } = object;
      return retention === undefined ? others : { ...others, retention };
    });
    return {};
  },
};
