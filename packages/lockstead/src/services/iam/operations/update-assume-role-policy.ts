/**
 * UpdateAssumeRolePolicy: sets who may assume a role from now on. Sessions that exist continue.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { storeTrustPolicy } from '../policies/trust-policy.ts';
import { iamState } from '../state/state.ts';

export const updateAssumeRolePolicy: IamWrite<'UpdateAssumeRolePolicy'> = {
  name: 'UpdateAssumeRolePolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { trustPrincipals: _, ...role } = await findOwnRole(state, input.RoleName);
    await state.roles.update({ ...role, ...(await storeTrustPolicy(tx, account, input.PolicyDocument)) });
    return {};
  },
};
