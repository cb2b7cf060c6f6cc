/**
 * DeleteSAMLProvider: takes a SAML provider away, with its document and its private keys. Roles keep it in their trust policies, and its assertions open
 * them no more.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html
 */
import { findSamlProvider } from '../federation/saml-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteSAMLProvider: IamWrite<'DeleteSAMLProvider'> = {
  name: 'DeleteSAMLProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name, privateKeys } = await findSamlProvider(state, account, input.SAMLProviderArn);
    for (const { id } of privateKeys) await state.samlPrivateKeys.delete(id);
    await state.samlDocuments.delete(name);
    await state.samlProviders.delete(name);
    return {};
  },
};
