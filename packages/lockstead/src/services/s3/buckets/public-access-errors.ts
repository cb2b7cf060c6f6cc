/** The refusals of Block Public Access, which are no policy's: AWS names the setting to whoever is of the bucket's account. */
import type { ServiceReason } from '#kernel/service-reason';
import type { RequestContext } from '#service/request-context';
import { accessDenied, type S3Error } from '../errors.ts';
import type { BucketPlace } from '../state.ts';

export interface Blocked {
  /** `s3:PutBucketPolicy` */
  readonly action: string;
  readonly resource: string;
  /** For whoever operates the installation: which setting it was. */
  readonly reasons: readonly ServiceReason[];
}

export function publicAclBlocked(context: RequestContext, place: BucketPlace, blocked: Blocked): S3Error {
  return refused(context, place, blocked, 'public ACLs are prevented by the BlockPublicAcls setting');
}

export function publicPolicyBlocked(context: RequestContext, place: BucketPlace, blocked: Blocked): S3Error {
  return refused(context, place, blocked, 'public policies are prevented by the BlockPublicPolicy setting');
}

function refused({ session }: RequestContext, { account }: BucketPlace, blocked: Blocked, why: string): S3Error {
  const { principal } = session;
  const { action, resource, reasons } = blocked;
  const refusal = { action, resource, reasons };
  if (principal.account !== account || !('arn' in principal)) return accessDenied(undefined, { refusal });
  return accessDenied(
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}" because ${why} in S3 Block Public Access.`,
    { refusal },
  );
}
