/**
 * PutResourcePolicy: which member accounts may manage policies, and look at the organization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html
 */
import { ofManagement } from '../access.ts';
import { checkDelegation } from '../delegation/check-policy.ts';
import { invalidInput } from '../errors.ts';
import { newResourcePolicyId } from '../ids.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { resourcePolicyShape } from '../shapes.ts';
import { organizationsState, type ResourcePolicyRecord } from '../state.ts';
import { tagged } from '../tags.ts';

export const putResourcePolicy: OrganizationsWrite<'PutResourcePolicy'> = {
  name: 'PutResourcePolicy',
  effect: 'write',

  async handle({ Content: content, Tags }, context) {
    const { tx, entropy } = context;
    const organization = await ofManagement(tx, context);
    const { resourcePolicies } = organizationsState(tx, organization.account);
    checkDelegation(content);
    const existing = await resourcePolicies.get('policy');
    if (existing !== undefined && Tags !== undefined && Tags.length > 0) {
      // AWS DIFFERS? Its page refuses tags with the update of a policy, and does not say by which reason.
      throw invalidInput('TARGET_NOT_SUPPORTED', 'Tags are given when the policy is made, and by TagResource later.');
    }
    const policy: ResourcePolicyRecord =
      existing === undefined
        ? { key: 'policy', id: newResourcePolicyId(entropy), content, tags: tagged([], Tags) }
        : { ...existing, content };
    await resourcePolicies.put(policy);
    return { ResourcePolicy: resourcePolicyShape(organization, policy) };
  },
};
