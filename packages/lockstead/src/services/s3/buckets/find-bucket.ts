/**
 * Which bucket a request is for. One that is not there is told to everybody, and so is its Region: AWS answers both before it asks any policy.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
 */
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { partitionScope } from '#store/scope';
import { accessDenied, invalidRequest, noSuchBucket, S3Error } from '../errors.ts';
import { otherExpectedOwner } from '../reasons/bucket-reasons.ts';
import { type BucketPlace, type BucketRecord, s3Collections, s3State } from '../state.ts';
import { bucketArn } from './bucket-arn.ts';
import { notePayer } from './requester-pays.ts';

export interface FoundBucket {
  readonly bucket: BucketRecord;
  readonly place: BucketPlace;
}

/** What a request says about its bucket. */
export interface BucketAsked {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Where the bucket of a request was found, for its event. */
const placesAsked: WeakMap<object, BucketPlace> = new WeakMap();

export function placeAsked(asked: object): BucketPlace | undefined {
  return placesAsked.get(asked);
}

/** `undefined` where there is no bucket of that name in the partition. */
export async function placeOfBucket(reader: Reader, name: string): Promise<BucketPlace | undefined> {
  return await reader.in(s3Collections.names, partitionScope).get(name);
}

/**
 * Throws `NoSuchBucket`; for a request that was signed for another Region what S3 answers then; and a denial where the caller expects another owner.
 */
export async function findBucket(
  reader: Reader,
  context: RequestContext,
  asked: BucketAsked,
  /** The input of the operation, where that is not what names the bucket: a copy pays for its source too. */
  payer: object = asked,
): Promise<FoundBucket> {
  const { Bucket: name, ExpectedBucketOwner: expected } = asked;
  const place = await placeOfBucket(reader, name);
  const bucket = place === undefined ? undefined : await s3State(reader, place).buckets.get(name);
  if (place === undefined || bucket === undefined) throw noSuchBucket(name);
  placesAsked.set(asked, place);
  notePayer(context, payer, bucket, place);
  checkRegion(context, place);
  checkExpectedOwner(expected, name, place);
  return { bucket, place: { account: place.account, region: place.region } };
}

/** Those that began before 2014 take Signature Version 2, which names no Region; the others do not. */
const oldRegions: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
]);

/** Nobody signs for a Region where nobody signs. */
function checkRegion({ signature, region }: RequestContext, place: BucketPlace): void {
  if (signature === undefined) return;
  if (signature.algorithm === 'AWS') {
    if (oldRegions.has(place.region)) return;
    throw invalidRequest(
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  if (region === place.region) return;
  const isUrl = signature.mode === 'presigned';
  throw new S3Error(
    isUrl ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
    400,
    `${isUrl ? 'Error parsing the X-Amz-Credential parameter' : 'The authorization header is malformed'}; the region '${region}' is wrong; expecting '${place.region}'`,
    { members: { Region: place.region }, headers: { 'x-amz-bucket-region': place.region } },
  );
}

function checkExpectedOwner(expected: string | undefined, bucket: string, { account }: BucketPlace): void {
  if (expected === undefined) return;
  if (!/^\d{12}$/.test(expected)) {
    throw new S3Error(
      'InvalidBucketOwnerAWSAccountID',
      400,
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected.slice(0, 64)}]`,
    );
  }
  if (expected === account) return;
  const reasons = [otherExpectedOwner(bucket, account, expected)];
  throw accessDenied(undefined, { refusal: { action: 's3:*', resource: bucketArn(bucket), reasons } });
}
