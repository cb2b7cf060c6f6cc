/**
 * Whose settings a request is about. The header `x-amz-account-id` names the account, and nobody changes another's.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html
 */
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { RequestContext } from '#service/request-context';
import { S3Error } from '../s3/api.ts';

/** Throws where it is not the caller's own account. */
export function accountAsked({ account }: RequestContext, asked: string | undefined): AccountId {
  const named = parseAccountId(asked ?? '');
  if (named === undefined) {
    throw new S3Error('InvalidRequest', 400, 'x-amz-account-id must be the id of an AWS account');
  }
  if (named !== account) throw new S3Error('AccessDenied', 403, 'Access Denied');
  return named;
}
