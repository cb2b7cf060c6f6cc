/**
 * DeleteServiceLinkedRole: asks a service whether it still needs its role, and takes the role away if not. Here no service holds on to one, so that it is gone at once.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
 */
import { findRole } from '../entities/find.ts';
import { isServiceLinked } from '../entities/well-known-paths.ts';
import { NoSuchEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { entityKey, iamState, nameKey } from '../state/state.ts';

export const deleteServiceLinkedRole: IamWrite<'DeleteServiceLinkedRole'> = {
  name: 'DeleteServiceLinkedRole',
  effect: 'write',

  async handle(input, { tx, account, entropy }) {
    const state = iamState(tx, account);
    const role = await findRole(state, input.RoleName);
    if (!isServiceLinked(role)) throw NoSuchEntity.role(role.name);
    const { name } = role;
    const key = entityKey({ kind: 'role', name });
    for (const { record } of await state.attachments.list({ index: 'entity', key })) {
      await state.attachments.delete(`${key}/${record.policyArn}`);
    }
    await state.roles.delete(nameKey(name));
    // One task a name is kept: the newest.
    const id = `task${role.path}${name}/${entropy.uuid()}`;
    await state.roleDeletions.put({ role: name, id });
    return { DeletionTaskId: id };
  },
};
