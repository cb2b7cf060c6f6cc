/**
 * DeletePublicAccessBlock of an account: its buckets are bound by their own settings alone.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html
 */
import { s3Account } from '../../s3/api.ts';
import { accountAsked } from '../account.ts';
import type { S3ControlWrite } from '../operation.ts';

export const deletePublicAccessBlock: S3ControlWrite<'DeletePublicAccessBlock'> = {
  name: 'DeletePublicAccessBlock',
  effect: 'write',

  async handle(input, context) {
    const account = accountAsked(context, input.AccountId);
    const { settings } = s3Account(context.tx, account);
    const { publicAccessBlock: _, ...rest } = (await settings.get('settings')) ?? {};
    await settings.put(rest);
    return {};
  },
};
