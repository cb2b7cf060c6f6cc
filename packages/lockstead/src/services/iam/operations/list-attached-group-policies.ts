/**
 * ListAttachedGroupPolicies: the managed policies on a group, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { attachedShape, pageOfAttachments } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const listAttachedGroupPolicies: IamRead<'ListAttachedGroupPolicies'> = {
  name: 'ListAttachedGroupPolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findGroup(state, input.GroupName);
    const entity = { kind: 'group', name } as const;
    const { items, ...rest } = await pageOfAttachments(state, entity, input, context, 'ListAttachedGroupPolicies');
    return { AttachedPolicies: items.map(attachedShape), ...rest };
  },
};
