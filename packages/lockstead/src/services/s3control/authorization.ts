/**
 * What each operation of S3 Control asks for.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import type { Authorize } from '#service/authorization';
import type { S3ControlEntries } from './operation.ts';

const onAccount =
  (action: string): Authorize<object> =>
  async (_input, _reader, { account }) => [{ action, resource: '*', owner: account }];

export const s3ControlAuthorization: S3ControlEntries<
  'DeletePublicAccessBlock' | 'GetPublicAccessBlock' | 'PutPublicAccessBlock'
> = {
  DeletePublicAccessBlock: onAccount('s3:PutAccountPublicAccessBlock'),
  GetPublicAccessBlock: onAccount('s3:GetAccountPublicAccessBlock'),
  PutPublicAccessBlock: onAccount('s3:PutAccountPublicAccessBlock'),
};
