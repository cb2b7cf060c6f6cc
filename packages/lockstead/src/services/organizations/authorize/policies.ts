/** Policies and their types. */
import { type ConditionKeys, requestTagKeys } from '../../tags/condition-keys.ts';
import { accountArn } from '../arns.ts';
import { kindOfId } from '../ids.ts';
import type { OrganizationsAuthorization } from '../operation.ts';
import { type Asked, askedOf, onId, onPolicy, pair, policyTypeOf, tagging } from './pairs.ts';

/** A policy and what it is to be attached to: an action on either. */
async function onBoth(
  asked: Asked,
  action: string,
  policy: string,
  target: string,
): Promise<Awaited<ReturnType<typeof onPolicy>>[]> {
  const type: ConditionKeys = { 'organizations:PolicyType': await policyTypeOf(asked, policy) };
  return [await onPolicy(asked, action, policy), await onId(asked, action, target, type)];
}

const ofType = (type: string): ConditionKeys => ({ 'organizations:PolicyType': type });

export const policiesAuthorization = {
  CreatePolicy: async ({ Type, Tags }, reader, context) => {
    const asked = await askedOf(reader, context);
    const keys = { ...ofType(Type), ...requestTagKeys(Tags) };
    return [await onPolicy(asked, 'CreatePolicy', { newOf: Type }, keys), ...tagging(asked, Tags)];
  },
  DescribePolicy: async ({ PolicyId }, reader, context) => [
    await onPolicy(await askedOf(reader, context), 'DescribePolicy', PolicyId),
  ],
  UpdatePolicy: async ({ PolicyId }, reader, context) => [
    await onPolicy(await askedOf(reader, context), 'UpdatePolicy', PolicyId),
  ],
  DeletePolicy: async ({ PolicyId }, reader, context) => [
    await onPolicy(await askedOf(reader, context), 'DeletePolicy', PolicyId),
  ],
  ListPolicies: async ({ Filter }, reader, context) => [
    pair(await askedOf(reader, context), 'ListPolicies', '*', ofType(Filter)),
  ],
  AttachPolicy: async ({ PolicyId, TargetId }, reader, context) =>
    await onBoth(await askedOf(reader, context), 'AttachPolicy', PolicyId, TargetId),
  DetachPolicy: async ({ PolicyId, TargetId }, reader, context) =>
    await onBoth(await askedOf(reader, context), 'DetachPolicy', PolicyId, TargetId),
  ListPoliciesForTarget: async ({ TargetId, Filter }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListPoliciesForTarget', TargetId, ofType(Filter)),
  ],
  ListTargetsForPolicy: async ({ PolicyId }, reader, context) => [
    await onPolicy(await askedOf(reader, context), 'ListTargetsForPolicy', PolicyId),
  ],
  /** Every account may ask about itself, whatever the organization has delegated. */
  DescribeEffectivePolicy: async ({ PolicyType, TargetId }, reader, context) => {
    const { delegation, ...asked } = await askedOf(reader, context);
    const isOwn = TargetId === undefined || TargetId === context.account;
    const judged = isOwn || delegation === undefined ? asked : { ...asked, delegation };
    const target = TargetId ?? context.account;
    if (kindOfId(target) === 'account')
      return [await onId(judged, 'DescribeEffectivePolicy', target, ofType(PolicyType))];
    // Only accounts have one. What is asked of something else is judged as of an account that is not there.
    return [pair(judged, 'DescribeEffectivePolicy', accountArn(judged.name, target), ofType(PolicyType))];
  },
  ListEffectivePolicyValidationErrors: async ({ AccountId, PolicyType }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListEffectivePolicyValidationErrors', AccountId, ofType(PolicyType)),
  ],
  ListAccountsWithInvalidEffectivePolicy: async ({ PolicyType }, reader, context) => [
    pair(await askedOf(reader, context), 'ListAccountsWithInvalidEffectivePolicy', '*', ofType(PolicyType)),
  ],
  EnablePolicyType: async ({ RootId, PolicyType }, reader, context) => [
    await onId(await askedOf(reader, context), 'EnablePolicyType', RootId, ofType(PolicyType)),
  ],
  DisablePolicyType: async ({ RootId, PolicyType }, reader, context) => [
    await onId(await askedOf(reader, context), 'DisablePolicyType', RootId, ofType(PolicyType)),
  ],
} satisfies OrganizationsAuthorization;
