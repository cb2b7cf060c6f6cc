/** What the operations on buckets ask for. */
import type { Authorize } from '#service/authorization';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { bucketArn } from '../buckets/bucket-arn.ts';
import { findBucket, placeOfBucket } from '../buckets/find-bucket.ts';
import type { S3Entries, S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { callKeys, sentKeys } from './call-keys.ts';
import { bucketPair } from './pairs.ts';

type Done = 'ListBuckets' | 'CreateBucket' | 'HeadBucket' | 'DeleteBucket' | 'GetBucketLocation';

export function bucketEntries({ policies }: AuthorizationParts): S3Entries<Done> {
  /** Of an operation that asks for one action on its bucket. */
  const onBucket =
    (action: string): Authorize<{ readonly Bucket: string; readonly ExpectedBucketOwner?: string | undefined }> =>
    async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      return [await bucketPair({ reader, context, policies }, found, { action })];
    };
  return {
    ListBuckets: async (_input, _reader, context) => [
      { action: 's3:ListAllMyBuckets', resource: '*', owner: context.account, context: callKeys(context, undefined) },
    ],
    CreateBucket: async (input, reader, context) => {
      const existing = await placeOfBucket(reader, input.Bucket);
      const owner = existing?.account ?? context.account;
      const base = { resource: bucketArn(input.Bucket), owner: context.account };
      const keys = { ...callKeys(context, owner), ...createKeys(input) };
      return createActions(input).map((action) => ({ ...base, action, context: keys }));
    },
    HeadBucket: onBucket('s3:ListBucket'),
    DeleteBucket: onBucket('s3:DeleteBucket'),
    GetBucketLocation: onBucket('s3:GetBucketLocation'),
  };
}

function createKeys(input: S3Input<'CreateBucket'>): ReturnType<typeof sentKeys> {
  const tags = input.CreateBucketConfiguration?.Tags?.map(({ Key, Value }) => ({ Key, Value }));
  return {
    ...sentKeys({
      's3:locationconstraint': input.CreateBucketConfiguration?.LocationConstraint,
      's3:x-amz-acl': input.ACL,
      's3:x-amz-grant-full-control': input.GrantFullControl,
      's3:x-amz-grant-read': input.GrantRead,
      's3:x-amz-grant-read-acp': input.GrantReadACP,
      's3:x-amz-grant-write': input.GrantWrite,
      's3:x-amz-grant-write-acp': input.GrantWriteACP,
      's3:x-amz-object-ownership': input.ObjectOwnership,
    }),
    ...requestTagKeys(tags),
  };
}

function createActions(input: S3Input<'CreateBucket'>): readonly string[] {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = input;
  const hasAcl = [ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP].some(
    (header) => header !== undefined,
  );
  const tags = input.CreateBucketConfiguration?.Tags ?? [];
  return [
    's3:CreateBucket',
    ...(hasAcl ? ['s3:PutBucketAcl'] : []),
    ...(input.ObjectOwnership === undefined ? [] : ['s3:PutBucketOwnershipControls']),
    ...(input.ObjectLockEnabledForBucket === true
      ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']
      : []),
    ...(tags.length === 0 ? [] : ['s3:TagResource']),
  ];
}
