/**
 * CreateOpenIDConnectProvider: makes an issuer of tokens one that roles of the account may trust.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import { oidcClientIds, oidcProviderArn, oidcProviderUrl, oidcThumbprints } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState } from '../state/state.ts';

export const createOpenIDConnectProvider = (
  quotas: AccountQuotas,
  rules: TagRules,
): IamWrite<'CreateOpenIDConnectProvider'> => ({
  name: 'CreateOpenIDConnectProvider',
  effect: 'write',

  /** AWS DIFFERS: where no thumbprint is given it asks the issuer for its certificate. Here none is kept, and nothing is asked at this point. */
  async handle(input, context) {
    const { tx, account, clock } = context;
    const state = iamState(tx, account);
    const url = oidcProviderUrl(input.Url);
    const provider = {
      url,
      clientIds: oidcClientIds(input.ClientIDList),
      thumbprints: oidcThumbprints(input.ThumbprintList),
      tags: await ruledTags(rules, context, 'oidc-provider', [], input.Tags),
      createdAt: clock.now(),
    };
    if ((await state.oidcProviders.get(url)) !== undefined) throw EntityAlreadyExists.oidcProvider(input.Url);
    await quotas.check(tx, account, 'OpenIdConnectProvidersPerAccount');
    await state.oidcProviders.insert(provider);
    return {
      OpenIDConnectProviderArn: oidcProviderArn(account, url),
      ...(provider.tags.length === 0 ? {} : { Tags: [...provider.tags] }),
    };
  },
});
