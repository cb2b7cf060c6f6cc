/**
 * DeleteSSHPublicKey: takes a key from its user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findSshKey } from '../user-credentials/find.ts';

export const deleteSSHPublicKey: IamWrite<'DeleteSSHPublicKey'> = {
  name: 'DeleteSSHPublicKey',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const key = await findSshKey(state, await findUser(state, input.UserName), input.SSHPublicKeyId);
    await state.sshPublicKeys.delete(key.id);
    return {};
  },
};
