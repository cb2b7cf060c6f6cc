/**
 * DeleteUser: deletes a user who has no policies, groups or credentials any more.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 */
import { findUser } from '../entities/find.ts';
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { entityKey, iamState, nameKey } from '../state/state.ts';
import { ownerKey } from '../user-credentials/access-keys.ts';
import { devicesCount } from '../user-credentials/mfa/passkeys.ts';

export const deleteUser: IamWrite<'DeleteUser'> = {
  name: 'DeleteUser',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const own = { index: 'entity', key: entityKey({ kind: 'user', name: user.name }) };
    // AWS names one reason at a time; in which order it looks is not documented.
    if ((await state.attachments.count(own)) > 0) throw DeleteConflict.first('attachedPolicies');
    if ((await state.inlinePolicies.count(own)) > 0) throw DeleteConflict.first('inlinePolicies');
    if ((await state.accessKeys.count({ index: 'user', key: ownerKey(user.name) })) > 0) {
      throw DeleteConflict.first('accessKeys');
    }
    if ((await state.loginProfiles.get(user.id)) !== undefined) throw DeleteConflict.first('loginProfile');
    const held = { index: 'user', key: user.id };
    if ((await devicesCount(state, user.id)) > 0) throw DeleteConflict.first('mfaDevices');
    if ((await state.signingCertificates.count(held)) > 0) throw DeleteConflict.first('certificates');
    if ((await state.sshPublicKeys.count(held)) + (await state.serviceCredentials.count(held)) > 0) {
      throw DeleteConflict.first('others');
    }
    if ((await state.memberships.count(held)) > 0) throw DeleteConflict.first('memberships');
    await state.users.delete(nameKey(user.name));
    return {};
  },
};
