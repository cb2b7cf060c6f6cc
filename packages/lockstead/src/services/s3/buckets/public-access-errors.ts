/** The refusals of Block Public Access, which are no policy's: AWS names the setting to whoever is of the bucket's account. */
import type { RequestContext } from '#service/request-context';
import { accessDenied, type S3Error } from '../errors.ts';
import type { BucketPlace } from '../state.ts';

export interface Blocked {
  /** `s3:PutBucketPolicy` */
  readonly action: string;
  readonly resource: string;
}

export function publicAclBlocked(context: RequestContext, place: BucketPlace, blocked: Blocked): S3Error {
  return refused(context, place, blocked, 'public ACLs are prevented by the BlockPublicAcls setting');
}

export function publicPolicyBlocked(context: RequestContext, place: BucketPlace, blocked: Blocked): S3Error {
  return refused(context, place, blocked, 'public policies are prevented by the BlockPublicPolicy setting');
}

function refused({ session }: RequestContext, { account }: BucketPlace, blocked: Blocked, why: string): S3Error {
  const { principal } = session;
  if (principal.account !== account || !('arn' in principal)) return accessDenied();
  return accessDenied(
    `User: ${principal.arn} is not authorized to perform: ${blocked.action} on resource: "${blocked.resource}" because ${why} in S3 Block Public Access.`,
  );
}
