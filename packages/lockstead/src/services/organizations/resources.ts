/** What an organization has, as whatever looks across services sees it. Types are named as CloudFormation names them. */
import { invariant } from '#kernel/invariant';
import { defineResource, type Resource } from '#service/resource';
import type { Scope } from '#store/scope';
import { accountArn, type OrganizationName, policyArn, unitArn } from './arns.ts';
import { organizationsCollections } from './state.ts';

/** All stand in the scope of the management account. */
function nameOf({ organizationId }: { readonly organizationId: string }, scope: Scope): OrganizationName {
  invariant(scope.level === 'account', 'what an organization has belongs to its management account');
  return { account: scope.account, id: organizationId };
}

export const organizationsResources: readonly Resource[] = [
  defineResource({
    cfnType: 'AWS::Organizations::OrganizationalUnit',
    collection: organizationsCollections.units,
    arn: (unit, scope) => unitArn(nameOf(unit, scope), unit.id),
    resourceName: ({ name }) => name,
    tags: ({ tags }) => tags,
  }),
  defineResource({
    cfnType: 'AWS::Organizations::Account',
    collection: organizationsCollections.members,
    arn: (member, scope) => accountArn(nameOf(member, scope), member.id),
    resourceName: ({ name }) => name,
    tags: ({ tags }) => tags,
  }),
  defineResource({
    cfnType: 'AWS::Organizations::Policy',
    collection: organizationsCollections.policies,
    arn: (policy, scope) => policyArn(nameOf(policy, scope), policy.type, policy.id),
    resourceName: ({ name }) => name,
    tags: ({ tags }) => tags,
  }),
];
