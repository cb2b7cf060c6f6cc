/**
 * How S3 words its denials: whoever is of the account that owns the bucket, or of the same organization, is told what denied; others are told
 * nothing.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
import type { Denial, DenialWords } from '#service/denial';

const plain = 'Access Denied';

export function s3Denial({ context, pair, request, membership, resourceMembership, usual }: Denial): DenialWords {
  const { principal } = context.session;
  const words = { ...usual, code: 'AccessDenied', httpStatus: 403 };
  if (principal.account === undefined) return { ...words, message: plain };
  const isSameAccount = principal.account === pair.owner;
  const isSameOrganization =
    membership !== undefined && membership.organizationId === resourceMembership?.organizationId;
  if (!isSameAccount && !isSameOrganization) return { ...words, message: plain };
  // Other services name the resource without quotes.
  const resource = ` on resource: ${request.resource}`;
  const quoted = request.resource === '*' ? '' : ` on resource: "${request.resource}"`;
  return { ...words, message: usual.message.replace(resource, () => quoted) };
}
