/**
 * RevokeGrant: ends a grant, by who administers the key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
 */
import { DryRun, NotFound } from '../errors.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsWrite } from '../operation.ts';
import { kmsState, placeOfKey } from '../state.ts';

export const revokeGrant: KmsWrite<'RevokeGrant'> = {
  name: 'RevokeGrant',
  effect: 'write',

  async handle({ KeyId, GrantId, DryRun: isDryRun }, context) {
    const { key, owner, region } = await requireKey(context.tx, context, KeyId);
    const { grants } = kmsState(context.tx, owner, region);
    const id = `${placeOfKey(owner, region, key.keyId)}/${GrantId}`;
    if ((await grants.get(id)) === undefined) throw NotFound.grant(GrantId);
    if (isDryRun === true) throw new DryRun();
    await grants.delete(id);
    return {};
  },
};
