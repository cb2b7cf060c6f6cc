/**
 * CreateAlias: a further name for a key, by which it can be used.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
import { checkAliasName } from '../alias-name.ts';
import { requireCustomerManaged } from '../change-key.ts';
import { AlreadyExists } from '../errors.ts';
import { aliasArn, requireKey } from '../key-reference.ts';
import { requireState } from '../key-state.ts';
import type { KmsWrite } from '../operation.ts';
import { requireAliasQuota } from '../quotas.ts';
import { kmsState } from '../state.ts';

export const createAlias: KmsWrite<'CreateAlias'> = {
  name: 'CreateAlias',
  effect: 'write',

  async handle({ AliasName, TargetKeyId }, context) {
    const { account, region, tx, clock } = context;
    checkAliasName(AliasName);
    const found = await requireKey(tx, context, TargetKeyId);
    requireCustomerManaged(found);
    requireState('label', found.key.state, found.arn);
    const state = kmsState(tx, account, region);
    if ((await state.aliases.get(AliasName)) !== undefined) {
      throw AlreadyExists.alias(aliasArn(account, region, AliasName));
    }
    const { keyId } = found.key;
    await requireAliasQuota(state, keyId);
    const now = clock.now();
    await state.aliases.insert({ name: AliasName, keyId, createdAt: now, updatedAt: now });
    return {};
  },
};
