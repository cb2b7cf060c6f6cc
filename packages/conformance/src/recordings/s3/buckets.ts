/** Recorded scenarios of S3's buckets: names, places, owners, policies, versioning, tags, encryption. */

import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import * as sdk from '@aws-sdk/client-s3';
import type { S3Scenarios } from './scenario.ts';

const policyOf = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:GetObject', Principal: { AWS: '*' }, Resource: `arn:aws:s3:::${bucket}/*` },
    ],
  });

export const bucketScenarios: S3Scenarios = {
  'test_bucket_constraint_aws_global[us-west-1]': async (s3) => {
    const LocationConstraint = 'aws-global' as never;
    const create = new sdk.CreateBucketCommand({
      Bucket: s3.newName(),
      CreateBucketConfiguration: { LocationConstraint },
    });
    await s3.record('aws-global-constraint', s3.client({ region: 'us-west-1' }).send(create));
  },

  'test_create_bucket_with_invalid_location_constraint[us-east-1-foo]': async (s3) => {
    const LocationConstraint = 'foo' as never;
    const create = new sdk.CreateBucketCommand({
      Bucket: s3.newName(),
      CreateBucketConfiguration: { LocationConstraint },
    });
    await s3.record('us-east-1-location-constraint-foo-error', s3.client().send(create));
  },

  test_different_location_constraint: async (s3) => {
    const regions = { 'us-east-1': undefined, 'us-east-2': 'us-east-2', 'us-west-1': 'us-west-1' } as const;
    const create = async (
      label: string,
      region: keyof typeof regions,
      LocationConstraint?: string,
    ): Promise<string> => {
      const Bucket = s3.newName();
      const configuration =
        LocationConstraint === undefined
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: LocationConstraint as never } };
      const client = LocationConstraint === undefined ? s3.plainClient({ region }) : s3.client({ region });
      await s3.record(label, client.send(new sdk.CreateBucketCommand({ Bucket, ...configuration })));
      return Bucket;
    };
    const location = async (label: string, Bucket: string): Promise<void> => {
      await s3.recordLocation(label, s3.client().send(new sdk.GetBucketLocationCommand({ Bucket })));
    };
    await location('get-bucket-location-non-existent-bucket', s3.newName());
    await location('get-bucket-location-bucket-us-east-1', await s3.newBucket());
    const elsewhere = { CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } } as const;
    const second = await s3.newBucket(elsewhere, 'us-east-2');
    await s3.recordLocation(
      'get-bucket-location-bucket-us-east-2',
      s3.client({ region: 'us-east-2' }).send(new sdk.GetBucketLocationCommand({ Bucket: second })),
    );
    await create('create-bucket-constraint-us-east-1', 'us-east-1', 'us-east-1');
    await create('create-bucket-constraint-us-east-1-with-None', 'us-east-1');
    await create('create-bucket-constraint-us-east-2-with-None', 'us-east-2');
    await create('create-bucket-us-east-2-no-constraint-exc', 'us-east-2');
    await create('create-bucket-us-east-2-constraint-to-us-west-1', 'us-east-2', 'us-west-1');
    await create('create-bucket-us-west-1-constraint-to-us-east-1', 'us-west-1', 'us-east-1');
    await create('create-bucket-us-west-1-constraint-to-us-east-2', 'us-west-1', 'us-east-2');
  },

  test_create_bucket_head_bucket: async (s3) => {
    const [Bucket, second] = [s3.newName(), s3.newName()];
    const inWest = s3.client({ region: 'us-west-1' });
    await s3.record('create_bucket', s3.client().send(new sdk.CreateBucketCommand({ Bucket })));
    const there = { CreateBucketConfiguration: { LocationConstraint: 'us-west-1' } } as const;
    await s3.record(
      'create_bucket_location_constraint',
      inWest.send(new sdk.CreateBucketCommand({ Bucket: second, ...there })),
    );
    await s3.record('head_bucket', s3.client().send(new sdk.HeadBucketCommand({ Bucket })));
    await s3.record('head_bucket_2', inWest.send(new sdk.HeadBucketCommand({ Bucket: second })));
    await s3.record('head_bucket_not_exist', s3.client().send(new sdk.HeadBucketCommand({ Bucket: s3.newName() })));
  },

  test_create_bucket_with_eu_location_constraint: async (s3) => {
    const client = s3.client({ region: 'eu-west-1' });
    const Bucket = await s3.newBucket({ CreateBucketConfiguration: { LocationConstraint: 'EU' } }, 'eu-west-1');
    await s3.recordLocation('get-bucket-location', client.send(new sdk.GetBucketLocationCommand({ Bucket })));
    await s3.record('list-bucket-response', client.send(new sdk.ListBucketsCommand({ Prefix: Bucket })));
  },

  test_region_header_exists_outside_us_east_1: async (s3) => {
    const region = 'us-west-1';
    const Bucket = await s3.newBucket({ CreateBucketConfiguration: { LocationConstraint: region } }, region);
    await s3.record('head_bucket', s3.client({ region }).send(new sdk.HeadBucketCommand({ Bucket })));
    await s3.record('list_objects_v2', s3.client({ region }).send(new sdk.ListObjectsV2Command({ Bucket })));
  },

  test_bucket_does_not_exist: async (s3) => {
    const list = new sdk.ListObjectsCommand({ Bucket: s3.newName() });
    await s3.record('list_object', s3.client().send(list));
  },

  test_bucket_availability: async (s3) => {
    const Bucket = s3.newName();
    await s3.record('bucket-lifecycle', s3.client().send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })));
    await s3.record('bucket-replication', s3.client().send(new sdk.GetBucketReplicationCommand({ Bucket })));
  },

  test_bucket_exists: async (s3) => {
    const Bucket = await s3.newBucket();
    const AllowedMethods = ['GET', 'POST', 'PUT', 'DELETE'];
    const CORSConfiguration = { CORSRules: [{ AllowedMethods, AllowedOrigins: ['localhost'] }] };
    await s3.attempt(s3.client().send(new sdk.PutBucketCorsCommand({ Bucket, CORSConfiguration })));
    await s3.record('get-bucket-cors', s3.client().send(new sdk.GetBucketCorsCommand({ Bucket })));
    await s3.record('get-bucket-acl', s3.client().send(new sdk.GetBucketAclCommand({ Bucket })));
    const absent = new sdk.GetBucketAclCommand({ Bucket: 'bucket-not-exists' });
    await s3.record('get-bucket-not-exists', s3.client().send(absent));
  },

  test_delete_bucket_no_such_bucket: async (s3) => {
    const remove = new sdk.DeleteBucketCommand({ Bucket: 'does-not-exist-localstack-test' });
    await s3.record('expected_error', s3.client().send(remove));
  },

  test_delete_bucket_with_objects: async (s3) => {
    const Bucket = await s3.newBucket();
    const object = { Bucket, Key: 'test-delete' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'test-delete' }));
    await s3.record('delete-with-obj', s3.client().send(new sdk.DeleteBucketCommand({ Bucket })));
    await s3.record('delete-obj', s3.client().send(new sdk.DeleteObjectCommand(object)));
    await s3.record('delete-bucket', s3.client().send(new sdk.DeleteBucketCommand({ Bucket })));
  },

  test_put_bucket_policy: async (s3) => {
    const Bucket = await s3.newOpenBucket();
    await s3.record(
      'put-bucket-policy',
      s3.client().send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: policyOf(Bucket) })),
    );
    await s3.record('get-bucket-policy', s3.client().send(new sdk.GetBucketPolicyCommand({ Bucket })));
  },

  test_delete_bucket_policy: async (s3) => {
    const Bucket = await s3.newOpenBucket();
    await s3.client().send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: policyOf(Bucket) }));
    await s3.record('delete-bucket-policy', s3.client().send(new sdk.DeleteBucketPolicyCommand({ Bucket })));
    const get = new sdk.GetBucketPolicyCommand({ Bucket });
    await s3.record('get-bucket-policy-no-such-bucket-policy', s3.client().send(get));
  },

  test_put_bucket_policy_expected_bucket_owner: async (s3) => {
    const Bucket = await s3.newOpenBucket();
    const put = async (label: string, ExpectedBucketOwner: string): Promise<void> => {
      const input = { Bucket, Policy: policyOf(Bucket), ExpectedBucketOwner };
      await s3.record(label, s3.client().send(new sdk.PutBucketPolicyCommand(input)));
    };
    await put('put-bucket-policy-with-expected-bucket-owner-error', '000000000002');
    await put('put-bucket-policy-with-expected-bucket-owner', s3.stage.account);
  },

  'test_get_bucket_policy_invalid_account_id[abcd]': async (s3) => {
    const Bucket = await s3.newBucket();
    const get = new sdk.GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner: 'abcd' });
    await s3.record('get-bucket-policy-invalid-bucket-owner', s3.client().send(get));
  },

  ...Object.fromEntries(
    ['0000', 'aa000000000$'].map((ExpectedBucketOwner) => [
      `test_put_bucket_policy_invalid_account_id[${ExpectedBucketOwner}]`,
      async (s3) => {
        const Bucket = await s3.newBucket();
        const put = new sdk.PutBucketPolicyCommand({ Bucket, Policy: policyOf(Bucket), ExpectedBucketOwner });
        await s3.record('put-bucket-policy-invalid-bucket-owner', s3.client().send(put));
      },
    ]) satisfies [string, S3Scenarios[string]][],
  ),

  test_bucket_policy_exc: async (s3) => {
    const Bucket = await s3.newBucket();
    for (const [label, Policy] of [
      ['put-empty-bucket-policy', ''],
      ['put-bucket-policy-randomstring', 'test'],
      ['put-bucket-policy-empty-json', '{}'],
    ] as const) {
      await s3.record(label, s3.client().send(new sdk.PutBucketPolicyCommand({ Bucket, Policy })));
    }
  },

  test_get_bucket_versioning_order: async (s3) => {
    const Bucket = await s3.newBucket();
    const list = async (label: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.ListObjectVersionsCommand({ Bucket })));
    };
    await list('list_object_versions_before');
    const versioning = { Bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    await s3.record('put_bucket_versioning', s3.client().send(new sdk.PutBucketVersioningCommand(versioning)));
    await s3.record('get_bucket_versioning', s3.client().send(new sdk.GetBucketVersioningCommand({ Bucket })));
    for (const Key of ['test', 'test', 'test2']) {
      await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'body' }));
    }
    await list('list_object_versions');
  },

  test_s3_default_bucket_encryption: async (s3) => {
    const Bucket = await s3.newBucket();
    await s3.record('default-bucket-encryption', s3.client().send(new sdk.GetBucketEncryptionCommand({ Bucket })));
    for (const label of ['delete-bucket-encryption', 'delete-bucket-encryption-idempotent']) {
      await s3.record(label, s3.client().send(new sdk.DeleteBucketEncryptionCommand({ Bucket })));
    }
  },

  test_s3_bucket_encryption_sse_s3: async (s3) => {
    const Bucket = await s3.newBucket();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true } as const;
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    const put = new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration });
    await s3.record('put-bucket-enc', s3.client().send(put));
    await s3.writeAndRead({ Bucket, Key: 'test-encrypted', Body: 'test-encrypted' }, '-object-encrypted');
  },

  test_s3_bucket_encryption_sse_kms_aws_managed_key: async (s3) => {
    const Bucket = await s3.newBucket();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true } as const;
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    const put = new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration });
    await s3.record('put-bucket-enc', s3.client().send(put));
    await s3.record('get-bucket-enc', s3.client().send(new sdk.GetBucketEncryptionCommand({ Bucket })));
    const KeyId = await s3.writeAndRead({ Bucket, Key: 'test-encrypted', Body: 'test-encrypted' }, '-object-encrypted');
    await s3.record('managed-kms-key', s3.stage.kms().send(new DescribeKeyCommand({ KeyId })));
  },

  test_bucket_ownership_controls_exc: async (s3) => {
    const Bucket = await s3.newBucket();
    await s3.record('default-ownership', s3.client().send(new sdk.GetBucketOwnershipControlsCommand({ Bucket })));
    const wrong = 'RandomValue' as never;
    for (const [label, Rules] of [
      [
        'put-ownership-multiple-rules',
        [{ ObjectOwnership: 'BucketOwnerPreferred' }, { ObjectOwnership: 'ObjectWriter' }],
      ],
      ['put-ownership-wrong-value', [{ ObjectOwnership: wrong }]],
      ['put-ownership-empty-rule', []],
    ] as const) {
      const OwnershipControls = { Rules: [...Rules] };
      await s3.record(
        label,
        s3.client().send(new sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls })),
      );
    }
    for (const [label, ObjectOwnership] of [['ownership-wrong-value-at-creation', wrong]] as const) {
      const create = new sdk.CreateBucketCommand({ Bucket: s3.newName(), ObjectOwnership });
      await s3.record(label, s3.client().send(create));
    }
  },
};
