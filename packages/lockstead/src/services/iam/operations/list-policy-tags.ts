/**
 * ListPolicyTags: a managed policy's tags, sorted by key. AWS's own have none.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html
 */
import { pageOfTags } from '../entities/tags.ts';
import type { IamRead } from '../operation.ts';
import { findManagedPolicy } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';

export const listPolicyTags: IamRead<'ListPolicyTags'> = {
  name: 'ListPolicyTags',
  effect: 'read',

  async handle(input, context) {
    const policy = await findManagedPolicy(iamState(context.reader, context.account), context.account, input.PolicyArn);
    return pageOfTags(policy.tags, input, context, 'ListPolicyTags', policy.id);
  },
};
