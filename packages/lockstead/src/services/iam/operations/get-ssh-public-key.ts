/**
 * GetSSHPublicKey: a user's key, in the encoding that is asked for.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html
 */
import { findUser } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findSshKey } from '../user-credentials/find.ts';
import { sshKeyShape } from '../user-credentials/shapes.ts';

export const getSSHPublicKey: IamRead<'GetSSHPublicKey'> = {
  name: 'GetSSHPublicKey',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const user = await findUser(state, input.UserName);
    const key = await findSshKey(state, user, input.SSHPublicKeyId);
    return { SSHPublicKey: sshKeyShape(user.name, key, input.Encoding) };
  },
};
