/**
 * DeleteRole: deletes a role that has no policies and no instance profiles. Its sessions end with it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
import { findOwnRole } from '../entities/find.ts';
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { entityKey, iamState, nameKey } from '../state/state.ts';

export const deleteRole: IamWrite<'DeleteRole'> = {
  name: 'DeleteRole',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findOwnRole(state, input.RoleName);
    const of = { index: 'entity', key: entityKey({ kind: 'role', name }) };
    if ((await state.instanceProfiles.count({ index: 'role', key: nameKey(name) })) > 0) {
      throw DeleteConflict.first('instanceProfiles');
    }
    if ((await state.attachments.count(of)) > 0) throw DeleteConflict.first('attachedPolicies');
    if ((await state.inlinePolicies.count(of)) > 0) throw DeleteConflict.first('inlinePolicies');
    await state.roles.delete(nameKey(name));
    return {};
  },
};
