/**
 * PutBucketAcl.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html
 */
import { isBucketOwnerFullControl, isPublicAcl } from '../acl/acl.ts';
import { readRequiredAcl } from '../acl/requested-acl.ts';
import { bucketArn } from '../buckets/bucket-arn.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { publicAclBlocked } from '../buckets/public-access-errors.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { aclsNotSupported } from '../objects/new-object-acl.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { blockPublicAcls } from '../reasons/public-access-reasons.ts';

export function putBucketAcl({ users }: Pick<ObjectParts, 'users'>): S3Write<'PutBucketAcl'> {
  return {
    name: 'PutBucketAcl',
    effect: 'write',
    authentication: 'anonymousAllowed',

    async handle(input, context) {
      await changeBucket(context, input, async ({ bucket, place }) => {
        const owner = canonicalUserId(place.account);
        const acl = await readRequiredAcl(
          input,
          { holder: 'bucket', owner, bucketOwner: owner },
          users.lookup(context.tx),
        );
        if (bucket.ownership === 'BucketOwnerEnforced') {
          if (!isBucketOwnerFullControl(acl, owner) || input.ACL === 'private')
            throw aclsNotSupported({
              action: 's3:PutBucketAcl',
              resource: bucketArn(bucket.name),
              bucket: bucket.name,
            });
          return bucket;
        }
        const block = await effectiveBlock(context.tx, place, bucket);
        if (block.effective.blockPublicAcls && isPublicAcl(acl)) {
          throw publicAclBlocked(context, place, {
            action: 's3:PutBucketAcl',
            resource: bucketArn(bucket.name),
            reasons: [blockPublicAcls({ name: bucket.name, place, block })],
          });
        }
        return { ...bucket, acl };
      });
      return {};
    },
  };
}
