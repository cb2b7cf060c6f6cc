/**
 * What each operation asks for: its own action, which is about no single resource.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html
 */
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { TaggingAuthorization } from './operation.ts';

const own =
  (operation: string) =>
  async (_input: object, _reader: unknown, { account }: RequestContext): Promise<readonly AccessPair[]> => [
    { action: `tag:${operation}`, resource: '*', owner: account },
  ];

export const taggingAuthorization = {
  GetResources: own('GetResources'),
  GetTagKeys: own('GetTagKeys'),
  GetTagValues: own('GetTagValues'),
} satisfies TaggingAuthorization;
