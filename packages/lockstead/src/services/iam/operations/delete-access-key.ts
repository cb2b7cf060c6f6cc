/**
 * DeleteAccessKey: deletes an access key. Requests that it signs are refused from now on.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
 */
import type { IamWrite } from '../operation.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import { iamState } from '../state/state.ts';
import { findAccessKey, keyOwner } from '../user-credentials/access-keys.ts';

export const deleteAccessKey = (uses: CredentialUses): IamWrite<'DeleteAccessKey'> => ({
  name: 'DeleteAccessKey',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const state = iamState(tx, account);
    const owner = await keyOwner(state, input.UserName, context);
    const key = await findAccessKey(state, owner, input.AccessKeyId);
    await state.accessKeys.delete(key.id);
    await state.keyOwners.delete(key.id);
    await uses.forget(tx, account, key.id);
    return {};
  },
});
