/**
 * DeleteAlias: the key loses the name, and nothing else.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html
 */
import { requireOwnAlias } from '../alias-name.ts';
import type { KmsWrite } from '../operation.ts';
import { kmsState } from '../state.ts';

export const deleteAlias: KmsWrite<'DeleteAlias'> = {
  name: 'DeleteAlias',
  effect: 'write',

  async handle({ AliasName }, context) {
    const state = kmsState(context.tx, context.account, context.region);
    const { name } = await requireOwnAlias(state, context, AliasName);
    await state.aliases.delete(name);
    return {};
  },
};
