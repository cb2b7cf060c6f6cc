/**
 * ListSAMLProviders: the account's SAML providers. The list has no pages.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html
 */
import { toDate } from '#kernel/clock';
import { samlProviderArn } from '../federation/saml-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listSAMLProviders: IamRead<'ListSAMLProviders'> = {
  name: 'ListSAMLProviders',
  effect: 'read',

  async handle(_input, { reader, account }) {
    const providers = await iamState(reader, account).samlProviders.list();
    return {
      SAMLProviderList: providers.map(({ record: { name, validUntil, createdAt } }) => ({
        Arn: samlProviderArn(account, name),
        ValidUntil: toDate(validUntil),
        CreateDate: toDate(createdAt),
      })),
    };
  },
};
