/**
 * UpdateAccessKey: switches a key off, or on again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
 */
import { InvalidInput } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findAccessKey, keyOwner } from '../user-credentials/access-keys.ts';

export const updateAccessKey: IamWrite<'UpdateAccessKey'> = {
  name: 'UpdateAccessKey',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const { Status: status } = input;
    // AWS DIFFERS? `Expired` is in the model for service-specific credentials; a key cannot be put into it, in words that are not documented.
    if (status !== 'Active' && status !== 'Inactive') throw new InvalidInput(`Invalid status ${status}`);
    const state = iamState(tx, account);
    const owner = await keyOwner(state, input.UserName, context);
    const key = await findAccessKey(state, owner, input.AccessKeyId);
    if (key.status !== status) await state.accessKeys.update({ ...key, status });
    return {};
  },
};
