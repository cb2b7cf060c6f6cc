/**
 * DeleteAccountPasswordPolicy: removes the account's rules for passwords, so that AWS's own apply again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html
 */
import { NoSuchEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteAccountPasswordPolicy: IamWrite<'DeleteAccountPasswordPolicy'> = {
  name: 'DeleteAccountPasswordPolicy',
  effect: 'write',

  async handle(_input, { tx, account }) {
    if (!(await iamState(tx, account).passwordPolicies.delete(account))) throw NoSuchEntity.passwordPolicy(account);
    return {};
  },
};
