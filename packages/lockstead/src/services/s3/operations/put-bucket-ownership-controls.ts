/**
 * PutBucketOwnershipControls. A bucket whose ACL lets others in cannot give up ACLs before that is undone.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html
 */
import { isBucketOwnerFullControl } from '../acl/acl.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { malformedXml, S3Error } from '../errors.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectOwnership } from '../state.ts';

const known: readonly ObjectOwnership[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

export const putBucketOwnershipControls: S3Write<'PutBucketOwnershipControls'> = {
  name: 'PutBucketOwnershipControls',
  effect: 'write',

  async handle(input, context) {
    const [rule, ...others] = input.OwnershipControls.Rules;
    const ownership = known.find((name) => name === rule?.ObjectOwnership);
    if (ownership === undefined || others.length > 0) throw malformedXml();
    await changeBucket(context, input, ({ bucket, place }) => {
      const { acl } = bucket;
      const isOpen = acl !== undefined && !isBucketOwnerFullControl(acl, canonicalUserId(place.account));
      if (ownership === 'BucketOwnerEnforced' && isOpen) {
        throw new S3Error(
          'InvalidBucketAclWithObjectOwnership',
          400,
          "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        );
      }
      return { ...bucket, ownership };
    });
    return {};
  },
};
