/**
 * RetireGrant: ends a grant, by who was named for that, by its grantee where it says so, or by its key's account.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
 */
import { DryRun } from '../errors.ts';
import { retirableGrant } from '../grants/retirable.ts';
import type { KmsWrite } from '../operation.ts';
import { kmsState, placeOfKey } from '../state.ts';

export const retireGrant: KmsWrite<'RetireGrant'> = {
  name: 'RetireGrant',
  effect: 'write',
  masked: ['GrantToken'],

  async handle(input, context) {
    const { account, region, keyId, grantId } = await retirableGrant(context.tx, context, input);
    if (input.DryRun === true) throw new DryRun();
    await kmsState(context.tx, account, region).grants.delete(`${placeOfKey(account, region, keyId)}/${grantId}`);
    return {};
  },
};
