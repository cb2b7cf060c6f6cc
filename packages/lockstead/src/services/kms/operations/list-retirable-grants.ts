/**
 * ListRetirableGrants: the grants in the Region that a principal of the caller's account may retire, on keys of any account.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
 */
import { parseArn } from '#kernel/arn';
import { ValidationError } from '../errors.ts';
import { grantPrincipalKey } from '../grants/grant-principal.ts';
import { grantEntry } from '../grants/grant-shape.ts';
import { isServicePrincipal } from '../grants/retirable.ts';
import type { KmsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { kmsState, retiringIn } from '../state.ts';

export const listRetirableGrants: KmsRead<'ListRetirableGrants'> = {
  name: 'ListRetirableGrants',
  effect: 'read',

  async handle(input, context) {
    const { account, region, reader } = context;
    const principal = input.RetiringPrincipal ?? input.RetiringServicePrincipal;
    if (principal === undefined) {
      throw new ValidationError('Specify either RetiringPrincipal or RetiringServicePrincipal.');
    }
    // A service retires grants for many accounts: it asks for itself.
    if (!isServicePrincipal(principal) && parseArn(principal)?.account !== account) {
      throw new ValidationError('The retiring principal must be one of your account.');
    }
    const isOfOthers = isServicePrincipal(principal);
    const { items, more } = await pageOf(
      kmsState(reader, account, region).grants,
      { index: 'retiring', key: retiringIn(region, await grantPrincipalKey(reader, account, principal)) },
      input,
      context,
      { operation: 'ListRetirableGrants', filters: [principal] },
      // Grants that a service may retire are told to the account of their key alone.
      (grant) => (isOfOthers && grant.account !== account ? undefined : grantEntry(reader, grant)),
    );
    return { Grants: items, ...more };
  },
};
