/**
 * PutObjectAcl: replaces the ACL of a version.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
 */
import { isBucketOwnerFullControl, isPublicAcl } from '../acl/acl.ts';
import { readRequiredAcl } from '../acl/requested-acl.ts';
import { objectArn } from '../buckets/bucket-arn.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { publicAclBlocked } from '../buckets/public-access-errors.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { changeObject } from '../objects/change-object.ts';
import { aclsNotSupported } from '../objects/new-object-acl.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { blockPublicAcls } from '../reasons/public-access-reasons.ts';

export function putObjectAcl({ users }: ObjectParts): S3Write<'PutObjectAcl'> {
  return {
    name: 'PutObjectAcl',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async handle(input, context) {
      const { tx } = context;
      await changeObject(context, input, 'PUT', async ({ bucket, place, object }) => {
        const bucketOwner = canonicalUserId(place.account);
        const owner = canonicalUserId(object.owner ?? place.account);
        const acl = await readRequiredAcl(input, { holder: 'object', owner, bucketOwner }, users.lookup(tx));
        if (bucket.ownership === 'BucketOwnerEnforced') {
          const isTaken = input.ACL === 'bucket-owner-full-control' || isBucketOwnerFullControl(acl, bucketOwner);
          if (!isTaken || input.ACL === 'private')
            throw aclsNotSupported({
              action: 's3:PutObjectAcl',
              resource: objectArn(bucket.name, object.key),
              bucket: bucket.name,
            });
          return object;
        }
        const block = await effectiveBlock(tx, place, bucket);
        if (block.effective.blockPublicAcls && isPublicAcl(acl)) {
          const blocked = {
            action: 's3:PutObjectAcl',
            resource: objectArn(bucket.name, object.key),
            reasons: [blockPublicAcls({ name: bucket.name, place, block })],
          };
          throw publicAclBlocked(context, place, blocked);
        }
        return { ...object, acl };
      });
      return {};
    },
  };
}
