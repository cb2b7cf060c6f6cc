/**
 * DeleteResourcePolicy: what it allowed is the management account's alone again, from the next request on.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html
 */
import { ofManagement } from '../access.ts';
import { resourcePolicyNotFound } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';

export const deleteResourcePolicy: OrganizationsWrite<'DeleteResourcePolicy'> = {
  name: 'DeleteResourcePolicy',
  effect: 'write',

  async handle(_input, context) {
    const { account } = await ofManagement(context.tx, context);
    if (!(await organizationsState(context.tx, account).resourcePolicies.delete('policy')))
      throw resourcePolicyNotFound();
    return {};
  },
};
