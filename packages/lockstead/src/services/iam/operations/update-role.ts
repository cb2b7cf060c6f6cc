/**
 * UpdateRole: description and longest session of a role; what is not named stays.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
 */
import { findRole } from '../entities/find.ts';
import { isProtected } from '../entities/well-known-paths.ts';
import { UnmodifiableEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const updateRole: IamWrite<'UpdateRole'> = {
  name: 'UpdateRole',
  effect: 'write',

  // AWS DIFFERS? Its page says that the session length falls back to an hour where none is given.
  async handle({ RoleName, Description: description, MaxSessionDuration: maxSessionSeconds }, { tx, account }) {
    const state = iamState(tx, account);
    const role = await findRole(state, RoleName);
    // Of a service-linked role the description alone may be changed.
    if (isProtected(role) && maxSessionSeconds !== undefined) throw UnmodifiableEntity.role(role.name);
    await state.roles.update({
      ...role,
      ...(description === undefined ? {} : { description }),
      ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
    });
    return {};
  },
};
