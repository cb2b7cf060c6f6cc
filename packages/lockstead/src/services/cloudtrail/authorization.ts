/**
 * What each CloudTrail operation asks for: a table by operation.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
import type { CloudTrailAuthorization } from './operation.ts';

export const cloudTrailAuthorization = {
  /** It has no resource of its own: only a grant on all passes. */
  LookupEvents: async (_input, _reader, { account }) => [
    { action: 'cloudtrail:LookupEvents', resource: '*', owner: account },
  ],
} satisfies CloudTrailAuthorization;
