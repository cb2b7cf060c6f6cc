/**
 * UpdateSSHPublicKey: switches a key off, or on again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findSshKey, settableStatus } from '../user-credentials/find.ts';

export const updateSSHPublicKey: IamWrite<'UpdateSSHPublicKey'> = {
  name: 'UpdateSSHPublicKey',
  effect: 'write',

  async handle(input, { tx, account }) {
    const status = settableStatus(input.Status);
    const state = iamState(tx, account);
    const key = await findSshKey(state, await findUser(state, input.UserName), input.SSHPublicKeyId);
    if (key.status !== status) await state.sshPublicKeys.update({ ...key, status });
    return {};
  },
};
