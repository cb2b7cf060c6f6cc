/**
 * PutPublicAccessBlock of an account: binds all its buckets, whatever they have set themselves.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html
 */
import { readPublicAccessBlock, s3Account } from '../../s3/api.ts';
import { accountAsked } from '../account.ts';
import type { S3ControlWrite } from '../operation.ts';

export const putPublicAccessBlock: S3ControlWrite<'PutPublicAccessBlock'> = {
  name: 'PutPublicAccessBlock',
  effect: 'write',

  async handle(input, context) {
    const account = accountAsked(context, input.AccountId);
    const publicAccessBlock = readPublicAccessBlock(input.PublicAccessBlockConfiguration);
    const { settings } = s3Account(context.tx, account);
    await settings.put({ ...(await settings.get('settings')), publicAccessBlock });
    return {};
  },
};
