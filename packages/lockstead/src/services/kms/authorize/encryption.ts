/** Encryption and decryption: the key is named by the input, or found in the ciphertext. */
import type { AccessPair } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { decryptingKey } from '../decrypting-key.ts';
import type { EncryptionContext } from '../encryption-context.ts';
import { nameKey } from '../key-reference.ts';
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import { type Asking, accountPair, encryptionContextKeys, keyPair, type PairParts } from './pairs.ts';

const symmetric = 'SYMMETRIC_DEFAULT';

/** Condition keys of a use of a key for encryption. */
export function cryptoKeys(context: EncryptionContext | undefined, algorithm: string = symmetric): ConditionKeys {
  return { 'kms:EncryptionAlgorithm': algorithm, ...encryptionContextKeys(context) };
}

type EncryptionOperation =
  | 'Encrypt'
  | 'Decrypt'
  | 'ReEncrypt'
  | 'GenerateDataKey'
  | 'GenerateDataKeyWithoutPlaintext'
  | 'GenerateDataKeyPair'
  | 'GenerateDataKeyPairWithoutPlaintext'
  | 'GenerateRandom';

export function encryptionAuthorization(parts: PairParts): KmsEntries<EncryptionOperation> {
  const used = { names: 'aliasesToo', acrossAccounts: true } as const;
  return {
    Encrypt: onKey(parts, 'Encrypt', {
      ...used,
      encryptionContext: ({ EncryptionContext }) => EncryptionContext,
      keys: ({ EncryptionContext, EncryptionAlgorithm }) => cryptoKeys(EncryptionContext, EncryptionAlgorithm),
    }),
    Decrypt: async (input, reader, context) => {
      const asking: Asking = { input, reader, context };
      const { CiphertextBlob, KeyId, EncryptionAlgorithm } = input;
      const { named } = await decryptingKey(reader, context, { CiphertextBlob, KeyId, EncryptionAlgorithm });
      const keys = cryptoKeys(input.EncryptionContext, EncryptionAlgorithm);
      return [
        await keyPair(parts, asking, {
          action: 'kms:Decrypt',
          named,
          acrossAccounts: true,
          encryptionContext: input.EncryptionContext,
          keys,
        }),
      ];
    },
    ReEncrypt: async (input, reader, context) => {
      const asking: Asking = { input, reader, context };
      const { named: source } = await decryptingKey(reader, context, {
        CiphertextBlob: input.CiphertextBlob,
        KeyId: input.SourceKeyId,
        EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
      });
      const destination = await nameKey(reader, context, input.DestinationKeyId, 'aliasesToo');
      const isSame = { 'kms:ReEncryptOnSameKey': String(source.arn === destination.arn) };
      const from: ConditionKeys = {
        ...cryptoKeys(input.SourceEncryptionContext, input.SourceEncryptionAlgorithm),
        ...isSame,
      };
      const to: ConditionKeys = {
        ...cryptoKeys(input.DestinationEncryptionContext, input.DestinationEncryptionAlgorithm),
        ...isSame,
      };
      const pairs: readonly AccessPair[] = [
        await keyPair(parts, asking, {
          action: 'kms:ReEncryptFrom',
          named: source,
          acrossAccounts: true,
          encryptionContext: input.SourceEncryptionContext,
          keys: from,
        }),
        await keyPair(parts, asking, {
          action: 'kms:ReEncryptTo',
          named: destination,
          acrossAccounts: true,
          encryptionContext: input.DestinationEncryptionContext,
          keys: to,
        }),
      ];
      return pairs;
    },
    GenerateDataKey: onKey(parts, 'GenerateDataKey', {
      ...used,
      encryptionContext: ({ EncryptionContext }) => EncryptionContext,
      keys: ({ EncryptionContext }) => cryptoKeys(EncryptionContext),
    }),
    GenerateDataKeyWithoutPlaintext: onKey(parts, 'GenerateDataKeyWithoutPlaintext', {
      ...used,
      encryptionContext: ({ EncryptionContext }) => EncryptionContext,
      keys: ({ EncryptionContext }) => cryptoKeys(EncryptionContext),
    }),
    GenerateDataKeyPair: onKey(parts, 'GenerateDataKeyPair', {
      ...used,
      encryptionContext: ({ EncryptionContext }) => EncryptionContext,
      keys: ({ EncryptionContext, KeyPairSpec }) => ({
        ...cryptoKeys(EncryptionContext),
        'kms:DataKeyPairSpec': KeyPairSpec,
      }),
    }),
    GenerateDataKeyPairWithoutPlaintext: onKey(parts, 'GenerateDataKeyPairWithoutPlaintext', {
      ...used,
      encryptionContext: ({ EncryptionContext }) => EncryptionContext,
      keys: ({ EncryptionContext, KeyPairSpec }) => ({
        ...cryptoKeys(EncryptionContext),
        'kms:DataKeyPairSpec': KeyPairSpec,
      }),
    }),
    GenerateRandom: async (input, reader, context) => [accountPair('kms:GenerateRandom', { input, reader, context })],
  };
}
