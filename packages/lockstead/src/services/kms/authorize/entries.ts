/** Entries of the authorization table that are alike: an action on the key that the input names. */
import type { Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import type { EncryptionContext } from '../encryption-context.ts';
import { nameKey, type TakenNames } from '../key-reference.ts';
import { keyPair, type PairParts } from './pairs.ts';

interface NamesKey {
  readonly KeyId: string;
}

export interface EntryOptions<Input> {
  readonly names?: TakenNames;
  /** False where AWS says "Cross-account use: No". */
  readonly acrossAccounts?: boolean;
  /** Condition keys that the input makes. */
  /** The encryption context of the request, where it has one. */
  readonly encryptionContext?: (input: Input) => EncryptionContext | undefined;
  readonly keys?: (input: Input, context: RequestContext) => ConditionKeys;
}

/** `operation` is the action's name too. */
export function onKey<Input extends NamesKey>(
  parts: PairParts,
  operation: string,
  { names = 'keysOnly', acrossAccounts = false, keys, encryptionContext }: EntryOptions<Input> = {},
): Authorize<Input> {
  return async (input, reader, context) => {
    const named = await nameKey(reader, context, input.KeyId, names);
    const ask = {
      action: `kms:${operation}`,
      named,
      acrossAccounts,
      encryptionContext: encryptionContext?.(input),
      keys: keys?.(input, context) ?? {},
    };
    return [await keyPair(parts, { input, reader, context }, ask)];
  };
}
