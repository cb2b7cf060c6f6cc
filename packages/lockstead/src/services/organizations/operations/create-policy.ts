/**
 * CreatePolicy: it binds nobody until it is attached.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html
 */

import { awsPolicyOfType } from '#organization/aws-policies';
import { quotasOf } from '#organization/policy-types';
import { ofPolicyAdministrator } from '../access.ts';
import { constraintViolation, duplicatePolicy, policyTypeNotAvailable } from '../errors.ts';
import { newPolicyId } from '../ids.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { checkContent } from '../policies/check-content.ts';
import { policyShape } from '../shapes.ts';
import { organizationsState, type PolicyRecord } from '../state.ts';
import { requireCompliantTags } from '../tag-compliance.ts';
import { tagged } from '../tags.ts';

export const createPolicy: OrganizationsWrite<'CreatePolicy'> = {
  name: 'CreatePolicy',
  effect: 'write',

  async handle({ Name: name, Description: description, Type: type, Content: content, Tags }, context) {
    const { tx, clock, entropy } = context;
    const organization = await ofPolicyAdministrator(tx, context);
    const state = organizationsState(tx, organization.account);
    if (organization.featureSet !== 'ALL') throw policyTypeNotAvailable();
    checkContent(type, content);
    const { perOrganization } = quotasOf(type);
    if ((await state.policies.count({ index: 'type', key: type })) >= perOrganization) {
      throw constraintViolation(
        'POLICY_NUMBER_LIMIT_EXCEEDED',
        `An organization has at most ${perOrganization} policies of this type.`,
      );
    }
    // AWS DIFFERS? Whether the name must differ among all policies, or among those of one type as here, is not documented.
    const isTaken = (await state.policies.count({ index: 'name', key: `${type}/${name}` })) > 0;
    if (isTaken || awsPolicyOfType(type)?.name === name) throw duplicatePolicy();
    const tags = tagged([], Tags);
    await requireCompliantTags(state, organization, 'policy', tags);
    const updatedAt = clock.now();
    const policy: PolicyRecord = {
      organizationId: organization.id,
      id: newPolicyId(entropy),
      name,
      description,
      type,
      content,
      tags,
      updatedAt,
    };
    await state.policies.insert(policy);
    return { Policy: policyShape(organization, policy) };
  },
};
