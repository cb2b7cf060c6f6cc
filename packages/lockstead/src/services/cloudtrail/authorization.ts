/**
 * What each CloudTrail operation asks for: a table by operation. This module exports that under the operations' names, and nothing else.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
import type { Authorize } from '#service/authorization';
import type { CloudTrailInput } from './operation.ts';

/** It has no resource of its own: only a grant on all passes. */
export const LookupEvents: Authorize<CloudTrailInput<'LookupEvents'>> = async (_input, _reader, { account }) => [
  { action: 'cloudtrail:LookupEvents', resource: '*', owner: account },
];
