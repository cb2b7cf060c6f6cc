/** What the operations on buckets ask for. */
import type { Authorize } from '#service/authorization';
import { type ConditionKeys, requestTagKeys } from '../../tags/condition-keys.ts';
import type { AclInput } from '../acl/requested-acl.ts';
import { bucketArn } from '../buckets/bucket-arn.ts';
import { findBucket, placeOfBucket } from '../buckets/find-bucket.ts';
import type { S3Entries, S3Input, S3OperationName } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { callKeys, sentKeys } from './call-keys.ts';
import { keysOfAction } from './keys-of-action.ts';
import { bucketPair } from './pairs.ts';

/** The action of each operation that asks for one, on its bucket. */
const bucketActions = {
  HeadBucket: 's3:ListBucket',
  DeleteBucket: 's3:DeleteBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  GetBucketPolicyStatus: 's3:GetBucketPolicyStatus',
  GetBucketAcl: 's3:GetBucketAcl',
  GetBucketVersioning: 's3:GetBucketVersioning',
  PutBucketVersioning: 's3:PutBucketVersioning',
  GetBucketCors: 's3:GetBucketCORS',
  PutBucketCors: 's3:PutBucketCORS',
  DeleteBucketCors: 's3:PutBucketCORS',
  GetBucketRequestPayment: 's3:GetBucketRequestPayment',
  PutBucketRequestPayment: 's3:PutBucketRequestPayment',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  GetBucketOwnershipControls: 's3:GetBucketOwnershipControls',
  PutBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  DeleteBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  GetBucketTagging: 's3:GetBucketTagging',
  PutBucketTagging: 's3:PutBucketTagging',
  DeleteBucketTagging: 's3:PutBucketTagging',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  DeleteBucketLifecycle: 's3:PutLifecycleConfiguration',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 's3:PutBucketObjectLockConfiguration',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  DeleteBucketEncryption: 's3:PutEncryptionConfiguration',
} as const satisfies Partial<Record<S3OperationName, string>>;

type Plain = keyof typeof bucketActions;
type OnBucket = Authorize<{ readonly Bucket: string; readonly ExpectedBucketOwner?: string | undefined }>;

export function bucketEntries({
  policies,
}: AuthorizationParts): S3Entries<Plain | 'ListBuckets' | 'CreateBucket' | 'PutBucketAcl'> {
  const onBucket = (action: string, keysOf: (input: never) => ConditionKeys = () => ({})): OnBucket => {
    return async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      const keys = keysOf(input as never);
      return [await bucketPair({ reader, context, policies }, found, { action, keys })];
    };
  };
  const plain = Object.fromEntries(
    Object.entries(bucketActions).map(([name, action]) => [name, onBucket(action)]),
  ) as Record<Plain, OnBucket>;
  return {
    ...plain,
    PutBucketAcl: onBucket('s3:PutBucketAcl', aclKeys) as S3Entries<'PutBucketAcl'>['PutBucketAcl'],
    ListBuckets: async (_input, _reader, context) => [
      { action: 's3:ListAllMyBuckets', resource: '*', owner: context.account, context: callKeys(context, undefined) },
    ],
    CreateBucket: async (input, reader, context) => {
      const existing = await placeOfBucket(reader, input.Bucket);
      const owner = existing?.account ?? context.account;
      const base = { resource: bucketArn(input.Bucket), owner: context.account };
      const [call, keys] = [callKeys(context, owner), createKeys(input)];
      return createActions(input).map((action) => ({
        ...base,
        action,
        context: { ...call, ...keysOfAction(action, keys) },
      }));
    },
  };
}

/** The headers that ask for an ACL. */
export function aclKeys(input: AclInput): ConditionKeys {
  return sentKeys({
    's3:x-amz-acl': input.ACL,
    's3:x-amz-grant-full-control': input.GrantFullControl,
    's3:x-amz-grant-read': input.GrantRead,
    's3:x-amz-grant-read-acp': input.GrantReadACP,
    's3:x-amz-grant-write': input.GrantWrite,
    's3:x-amz-grant-write-acp': input.GrantWriteACP,
  });
}

function createKeys(input: S3Input<'CreateBucket'>): ReturnType<typeof sentKeys> {
  const tags = input.CreateBucketConfiguration?.Tags?.map(({ Key, Value }) => ({ Key, Value }));
  return {
    ...sentKeys({
      's3:locationconstraint': input.CreateBucketConfiguration?.LocationConstraint,
      's3:x-amz-object-ownership': input.ObjectOwnership,
    }),
    ...aclKeys(input),
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
