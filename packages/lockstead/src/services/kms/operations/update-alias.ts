/**
 * UpdateAlias: points an alias to another key of the same kind.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
 */
import { requireOwnAlias } from '../alias-name.ts';
import { requireCustomerManaged } from '../change-key.ts';
import { ValidationError } from '../errors.ts';
import { requireKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import { requireState } from '../key-state.ts';
import type { KmsWrite } from '../operation.ts';
import { requireAliasQuota } from '../quotas.ts';
import { type KeyRecord, kmsState } from '../state.ts';

export const updateAlias: KmsWrite<'UpdateAlias'> = {
  name: 'UpdateAlias',
  effect: 'write',

  async handle({ AliasName, TargetKeyId }, context) {
    const { account, region, tx, clock } = context;
    const state = kmsState(tx, account, region);
    const alias = await requireOwnAlias(state, context, AliasName);
    const target = await requireKey(tx, context, TargetKeyId);
    requireCustomerManaged(target);
    requireState('label', target.key.state, target.arn);
    const before = await state.keys.get(alias.keyId);
    if (before !== undefined && !areAlike(before, target.key)) {
      // AWS DIFFERS? The code is AWS's; the sentence is not known here.
      throw new ValidationError('The current and the new key of an alias must have the same type and key usage.');
    }
    const { keyId } = target.key;
    if (keyId !== alias.keyId) await requireAliasQuota(state, keyId);
    await state.aliases.update({ ...alias, keyId, updatedAt: clock.now() });
    return {};
  },
};

/** Both symmetric, both asymmetric, or both HMAC keys, and made for the same use. */
function areAlike(one: KeyRecord, other: KeyRecord): boolean {
  return isSymmetric(one.keySpec) === isSymmetric(other.keySpec) && one.keyUsage === other.keyUsage;
}
