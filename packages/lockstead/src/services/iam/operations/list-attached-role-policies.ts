/**
 * ListAttachedRolePolicies: the managed policies that are attached to a role, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
 */
import { findRole } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { attachedShape, pageOfAttachments } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const listAttachedRolePolicies: IamRead<'ListAttachedRolePolicies'> = {
  name: 'ListAttachedRolePolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findRole(state, input.RoleName);
    const entity = { kind: 'role', name } as const;
    const { items, ...rest } = await pageOfAttachments(state, entity, input, context, 'ListAttachedRolePolicies');
    return { AttachedPolicies: items.map(attachedShape), ...rest };
  },
};
