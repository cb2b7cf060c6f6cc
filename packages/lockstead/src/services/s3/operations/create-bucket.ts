/**
 * CreateBucket: a bucket that is private from the start: all of Block Public Access is on, ACLs are off, what lies in it is encrypted, and keys of
 * customers are not taken.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
import type { AccountId } from '#kernel/ids';
import { partitionScope } from '#store/scope';
import { isBucketOwnerFullControl, isPublicAcl } from '../acl/acl.ts';
import type { AccountOfCanonicalUser } from '../acl/canonical-user.ts';
import { readRequestedAcl } from '../acl/requested-acl.ts';
import { usualEncryption } from '../buckets/bucket-encryption.ts';
import { checkBucketName } from '../buckets/bucket-name.ts';
import { placeOfBucket } from '../buckets/find-bucket.ts';
import { constraintToKeep, locationOf } from '../buckets/location.ts';
import { allOn } from '../buckets/public-access.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { headerNotImplemented, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { checkBucketTags } from '../objects/put-headers.ts';
import type { S3Input, S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { type BucketRecord, type ObjectOwnership, s3Collections, s3State } from '../state.ts';

export function createBucket({ users }: ObjectParts): S3Write<'CreateBucket'> {
  return {
    name: 'CreateBucket',
    effect: 'write',

    async handle(input, context) {
      const { Bucket: name, CreateBucketConfiguration: configuration, ObjectOwnership: ownership } = input;
      const { tx, account } = context;
      checkBucketName(name);
      checkKind(input);
      const region = locationOf(context.region, configuration?.LocationConstraint);
      const tags = (configuration?.Tags ?? []).map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' }));
      checkBucketTags(tags, 'newBucket');
      const existing = await placeOfBucket(tx, name);
      if (existing !== undefined) {
        if (existing.account !== account) throw alreadyExists(name);
        // So S3 did before it had other Regions, and clients count on it.
        if (existing.region !== 'us-east-1' || region !== 'us-east-1') throw alreadyOwned(name);
        return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
      }
      const names = tx.in(s3Collections.names, partitionScope);
      if ((await names.count({ index: 'account', key: account })) >= s3Limits.BucketsPerAccount) {
        throw new S3Error('TooManyBuckets', 400, 'You have attempted to create more buckets than allowed');
      }
      const bucket: BucketRecord = {
        name,
        createdAt: context.at,
        ownership: (ownership ?? 'BucketOwnerEnforced') as ObjectOwnership,
        publicAccessBlock: allOn,
        encryption: usualEncryption,
        ...(input.ObjectLockEnabledForBucket === true ? { objectLock: {}, versioning: 'Enabled' as const } : {}),
        ...constraintToKeep(configuration?.LocationConstraint),
        ...(tags.length === 0 ? {} : { tags }),
        ...(await aclAtBirth(input, account, users.lookup(tx))),
      };
      await names.insert({ name, account, region });
      await s3State(tx, { account, region }).buckets.insert(bucket);
      const host = context.transport.host ?? 's3.localhost';
      const location = configuration?.LocationConstraint === undefined ? `/${name}` : `http://${name}.${host}/`;
      return { Location: location, BucketArn: `arn:aws:s3:::${name}` };
    },
  };
}

/** Directory buckets, and names that are unique in an account and Region alone, are other kinds. */
function checkKind({ BucketNamespace: namespace, CreateBucketConfiguration }: S3Input<'CreateBucket'>): void {
  const { Location: location, Bucket: info } = CreateBucketConfiguration ?? {};
  if (location !== undefined || info !== undefined) {
    throw new S3Error('NotImplemented', 501, 'Lockstead does not implement directory buckets');
  }
  if (namespace !== undefined && namespace !== 'global') {
    throw headerNotImplemented('x-amz-bucket-namespace', 'Names of buckets are unique among all accounts here');
  }
}

/** Nothing where the request asks for what is so anyway. Block Public Access is on from the start, so that no ACL may open the bucket. */
async function aclAtBirth(
  input: S3Input<'CreateBucket'>,
  account: AccountId,
  accountOf: AccountOfCanonicalUser,
): Promise<Pick<BucketRecord, 'acl'>> {
  const owner = canonicalUserId(account);
  const acl = await readRequestedAcl(input, { holder: 'bucket', owner, bucketOwner: owner }, accountOf);
  if (acl === undefined || isBucketOwnerFullControl(acl, owner)) return {};
  if ((input.ObjectOwnership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced') {
    throw new S3Error(
      'InvalidBucketAclWithObjectOwnership',
      400,
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
  if (isPublicAcl(acl)) {
    throw new S3Error(
      'InvalidBucketAclWithBlockPublicAccessError',
      400,
      'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
    );
  }
  return { acl };
}

function alreadyExists(name: string): S3Error {
  return new S3Error(
    'BucketAlreadyExists',
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { members: { BucketName: name } },
  );
}

function alreadyOwned(name: string): S3Error {
  return new S3Error(
    'BucketAlreadyOwnedByYou',
    409,
    'Your previous request to create the named bucket succeeded and you already own it.',
    { members: { BucketName: name } },
  );
}
