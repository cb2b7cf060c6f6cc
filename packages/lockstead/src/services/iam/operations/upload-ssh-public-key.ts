/**
 * UploadSSHPublicKey: gives a user one more key for CodeCommit.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html
 */
import { randomBase32 } from '#kernel/entropy';
import { findUser } from '../entities/find.ts';
import { DuplicateSshPublicKey, LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { sshKeyShape } from '../user-credentials/shapes.ts';
import { parseSshKey } from '../user-credentials/ssh-key.ts';
import type { SshPublicKeyRecord } from '../user-credentials/state.ts';

export const uploadSSHPublicKey: IamWrite<'UploadSSHPublicKey'> = {
  name: 'UploadSSHPublicKey',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const parsed = parseSshKey(input.SSHPublicKeyBody);
    const keys = await state.sshPublicKeys.list({ index: 'user', key: user.id });
    if (keys.some(({ record }) => record.blob === parsed.blob)) throw new DuplicateSshPublicKey();
    if (keys.length >= iamLimits.SSHPublicKeysPerUser) {
      throw LimitExceeded.quota('SSHPublicKeysPerUser', iamLimits.SSHPublicKeysPerUser);
    }
    const key: SshPublicKeyRecord = {
      id: `APKA${randomBase32(entropy, 16)}`,
      userId: user.id,
      ...parsed,
      status: 'Active',
      uploadedAt: clock.now(),
    };
    await state.sshPublicKeys.insert(key);
    return { SSHPublicKey: sshKeyShape(user.name, key) };
  },
};
