/**
 * ListAttachedUserPolicies: the managed policies on a user, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html
 */
import { findUser } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { attachedShape, pageOfAttachments } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const listAttachedUserPolicies: IamRead<'ListAttachedUserPolicies'> = {
  name: 'ListAttachedUserPolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findUser(state, input.UserName);
    const entity = { kind: 'user', name } as const;
    const { items, ...rest } = await pageOfAttachments(state, entity, input, context, 'ListAttachedUserPolicies');
    return { AttachedPolicies: items.map(attachedShape), ...rest };
  },
};
