/**
 * GetPublicAccessBlock of an account.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
import { noPublicAccessBlock, s3Account, showPublicAccessBlock } from '../../s3/api.ts';
import { accountAsked } from '../account.ts';
import type { S3ControlRead } from '../operation.ts';

export const getPublicAccessBlock: S3ControlRead<'GetPublicAccessBlock'> = {
  name: 'GetPublicAccessBlock',
  effect: 'read',

  async handle(input, context) {
    const account = accountAsked(context, input.AccountId);
    const settings = await s3Account(context.reader, account).settings.get('settings');
    if (settings?.publicAccessBlock === undefined) throw noPublicAccessBlock({ AccountId: account });
    return { PublicAccessBlockConfiguration: showPublicAccessBlock(settings.publicAccessBlock) };
  },
};
