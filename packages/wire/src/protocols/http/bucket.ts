/**
 * The bucket of a request to S3: the first label of the host name (`bucket.s3.localhost`, `bucket.localhost`), or the first segment of the path.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
import type { WireRequest } from '../../types.ts';

/** Where a request of S3 names its bucket. */
export interface Addressed {
  /** As sent: percent-encoded where it stood in the path. */
  readonly bucket: string | undefined;
  /** What is left of the path; `/` for the bucket itself. */
  readonly path: string;
}

/** `s3`, `s3-accesspoint` and their like, with or without a region behind; a bucket's own dots stand before it. */
const virtualHost =
  /^(.+?)\.s3(?:-[a-z0-9-]+)?\.(?:localhost$|(?:dualstack\.)?(?:[a-z0-9-]+\.)?(?:amazonaws\.com(?:\.cn)?|localhost)$)/;

/** Tells bucket and path of a request apart, whether the bucket stands in the path or in the host's name. */
export function addressOf(request: Pick<WireRequest, 'path' | 'headers'>): Addressed {
  if (isToObjectLambda(request)) return { bucket: undefined, path: request.path };
  const virtual = bucketOfHost(request.headers.host);
  if (virtual !== undefined) return { bucket: virtual, path: request.path };
  const slash = request.path.indexOf('/', 1);
  const bucket = request.path.slice(1, slash < 0 ? undefined : slash);
  return { bucket: bucket === '' ? undefined : bucket, path: slash < 0 ? '/' : request.path.slice(slash) };
}

/** Its one operation answers a function's caller, at a path like a bucket's and a host name whose first label is the route. */
function isToObjectLambda({ path, headers }: Pick<WireRequest, 'path' | 'headers'>): boolean {
  if (path !== '/WriteGetObjectResponse') return false;
  return headers['x-amz-request-route'] !== undefined || headers['x-amz-request-token'] !== undefined;
}

/**
 * Whether a request is signed for S3 Express, where directory buckets live: that alone tells their list from the list of the others.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListDirectoryBuckets.html
 */
export function isSignedForExpress({ headers }: WireRequest): boolean {
  return headers.authorization?.includes('/s3express/aws4_request') === true;
}

/** What SDKs make of `http://localhost` and a bucket. Names of the endpoint itself are no buckets. */
const localHost = /^((?!s3(?:\.|$)).+)\.localhost$/;

/** Host names are at most 253 characters, so that the patterns cost little. */
function bucketOfHost(host: string | undefined): string | undefined {
  if (host === undefined || host.length > 300) return undefined;
  const name = host.replace(/:[0-9]{1,5}$/, '').toLowerCase();
  return (virtualHost.exec(name) ?? localHost.exec(name))?.[1];
}
