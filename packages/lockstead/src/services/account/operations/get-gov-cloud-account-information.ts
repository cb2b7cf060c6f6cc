/**
 * GetGovCloudAccountInformation: the AWS GovCloud (US) account that is linked to an account. There is none: the partition aws-us-gov is not here.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetGovCloudAccountInformation.html
 */
import { notFound } from '../errors.ts';
import type { AccountRead } from '../operation.ts';
import { targetOf } from '../target.ts';

export const getGovCloudAccountInformation: AccountRead<'GetGovCloudAccountInformation'> = {
  name: 'GetGovCloudAccountInformation',
  effect: 'read',

  async handle({ StandardAccountId }, context) {
    await targetOf(context.reader, context, 'GetGovCloudAccountInformation', StandardAccountId);
    throw notFound.govCloudAccount();
  },
};
