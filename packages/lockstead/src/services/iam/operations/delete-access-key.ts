/**
 * DeleteAccessKey: the key is gone, and what it signs from now on is signed by nobody.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
 */
import { findAccessKey, keyOwner } from '../access-keys.ts';
import type { CredentialUses } from '../credential-uses.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

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
