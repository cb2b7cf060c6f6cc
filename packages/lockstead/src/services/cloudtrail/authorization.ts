/** AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
import type { Authorize } from '#service/authorization';

const lookupEvents: Authorize<object> = async (_input, _reader, { account }) => [
  { action: 'cloudtrail:LookupEvents', resource: '*', owner: account },
];

export const cloudTrailAuthorization = { LookupEvents: lookupEvents } as const;
