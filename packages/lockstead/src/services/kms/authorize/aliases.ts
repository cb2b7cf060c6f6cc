/** Aliases: an action on one is asked of the alias and of each key that it points to, before and after. */
import type { AccessPair } from '#service/authorization';
import { nameKey } from '../key-reference.ts';
import type { KmsEntries } from '../operation.ts';
import { kmsState } from '../state.ts';
import { type Asking, accountPair, aliasPair, keyPair, type PairParts } from './pairs.ts';

type AliasesOperation = 'CreateAlias' | 'UpdateAlias' | 'DeleteAlias' | 'ListAliases';

export function aliasesAuthorization(parts: PairParts): KmsEntries<AliasesOperation> {
  const onTarget = async (action: string, keyId: string, asking: Asking): Promise<AccessPair> => {
    const named = await nameKey(asking.reader, asking.context, keyId, 'keysOnly');
    return await keyPair(parts, asking, { action, named, acrossAccounts: false });
  };
  /** Of an alias that is there. */
  const onPresentTarget = async (action: string, aliasName: string, asking: Asking): Promise<readonly AccessPair[]> => {
    const { account, region } = asking.context;
    const alias = await kmsState(asking.reader, account, region).aliases.get(aliasName);
    return alias === undefined ? [] : [await onTarget(action, alias.keyId, asking)];
  };
  return {
    CreateAlias: async (input, reader, context) => {
      const asking = { input, reader, context };
      const action = 'kms:CreateAlias';
      return [aliasPair(action, input.AliasName, asking), await onTarget(action, input.TargetKeyId, asking)];
    },
    UpdateAlias: async (input, reader, context) => {
      const asking = { input, reader, context };
      const action = 'kms:UpdateAlias';
      return [
        aliasPair(action, input.AliasName, asking),
        ...(await onPresentTarget(action, input.AliasName, asking)),
        await onTarget(action, input.TargetKeyId, asking),
      ];
    },
    DeleteAlias: async (input, reader, context) => {
      const asking = { input, reader, context };
      const action = 'kms:DeleteAlias';
      return [aliasPair(action, input.AliasName, asking), ...(await onPresentTarget(action, input.AliasName, asking))];
    },
    ListAliases: async (input, reader, context) => [accountPair('kms:ListAliases', { input, reader, context })],
  };
}
