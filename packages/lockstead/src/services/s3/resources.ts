/** Buckets as whatever looks across services sees them. */

import { defineResource, type OwnChoice, type Resource } from '#service/resource';
import { partitionScope, regionScope } from '#store/scope';
import { bucketArn, bucketOfArn } from './buckets/bucket-arn.ts';
import { decidedBucketPolicy } from './buckets/bucket-policy.ts';
import { type BucketRecord, s3Collections } from './state.ts';

function encryption({ encryption: { algorithm, keyId } }: BucketRecord): readonly OwnChoice[] {
  if (algorithm === 'AES256') {
    return [
      { layer: 'encryption-at-rest', says: 'You left new objects to be encrypted under a key of S3.' },
      { layer: 'key-custody', says: 'You left the key to S3: no policy says who may use it.' },
    ];
  }
  const twice = algorithm === 'aws:kms:dsse' ? ', twice over' : '';
  const key = keyId === undefined ? 'the key that AWS manages for S3' : `the key ${keyId}`;
  return [
    { layer: 'encryption-at-rest', says: `You have new objects encrypted under a key of KMS${twice}.` },
    { layer: 'key-custody', says: `You chose ${key}.` },
  ];
}

function choices(bucket: BucketRecord): readonly OwnChoice[] {
  const { publicAccessBlock: block, ownership, versioning } = bucket;
  const settings = block === undefined ? [] : Object.values(block);
  const isBlocked = settings.length > 0 && settings.every(Boolean);
  return [
    {
      layer: 'identity',
      says: isBlocked
        ? 'You keep all four settings of Block Public Access on: no policy or ACL opens the bucket to everybody.'
        : 'You have turned settings of Block Public Access off: a policy or an ACL may open the bucket to everybody.',
    },
    ...(ownership === 'BucketOwnerEnforced'
      ? []
      : [{ layer: 'identity', says: 'You have ACLs count beside policies.' } as const]),
    ...encryption(bucket),
    {
      layer: 'backup',
      says:
        versioning === 'Enabled'
          ? 'You keep the versions that are overwritten or deleted.'
          : 'You keep no versions: what is overwritten or deleted is gone.',
    },
  ];
}

export const s3Resources: readonly Resource[] = [
  defineResource({
    cfnType: 'AWS::S3::Bucket',
    collection: s3Collections.buckets,
    arn: ({ name }) => bucketArn(name),
    locate: async (reader, arn) => {
      const name = bucketOfArn(arn);
      if (name === undefined || name.key !== undefined) return undefined;
      const place = await reader.in(s3Collections.names, partitionScope).get(name.bucket);
      return place === undefined ? undefined : { id: name.bucket, scope: regionScope(place.account, place.region) };
    },
    resourceName: ({ name }) => name,
    tags: ({ tags = [] }) => tags,
    policy: (bucket) => decidedBucketPolicy(bucket),
    choices,
  }),
];
