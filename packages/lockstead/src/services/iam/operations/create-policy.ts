/**
 * CreatePolicy: makes a managed policy of the account, which can be attached to many users, groups and roles.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
import { newUniqueId } from '#kernel/ids';
import type { TagRules } from '../../tags/tag-rules.ts';
import { policyArn } from '../entities/arns.ts';
import { ruledTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { checkManagedPolicy } from '../policies/policy-document.ts';
import { policySummary } from '../policies/policy-shapes.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState, type ManagedPolicyRecord, nameKey } from '../state/state.ts';

export const createPolicy = (quotas: AccountQuotas, rules: TagRules): IamWrite<'CreatePolicy'> => ({
  name: 'CreatePolicy',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const name = input.PolicyName;
    const text = input.PolicyDocument;
    checkManagedPolicy(text);
    // Unique in the account, whatever the path.
    if ((await state.policies.get(nameKey(name))) !== undefined) throw EntityAlreadyExists.policy(name);
    await quotas.check(tx, account, 'PoliciesPerAccount');
    const now = clock.now();
    const policy: ManagedPolicyRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'ANPA'),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      createdAt: now,
      updatedAt: now,
      defaultVersion: 'v1',
      lastVersion: 1,
      versions: [{ id: 'v1', text, createdAt: now }],
      tags: await ruledTags(rules, context, 'policy', [], input.Tags),
    };
    await state.policies.insert(policy);
    // The description is for GetPolicy to tell.
    return {
      Policy: {
        ...policySummary(policyArn(account, policy), policy, { attachments: 0, boundaries: 0 }),
        ...(policy.tags.length === 0 ? {} : { Tags: [...policy.tags] }),
      },
    };
  },
});
