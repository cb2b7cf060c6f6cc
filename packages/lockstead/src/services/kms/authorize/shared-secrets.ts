/** Secrets that two parties come to share. */
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import type { PairParts } from './pairs.ts';

type SharedSecretOperation = 'Decapsulate' | 'DeriveSharedSecret' | 'Encapsulate';

export function sharedSecretsAuthorization(parts: PairParts): KmsEntries<SharedSecretOperation> {
  const used = { names: 'aliasesToo', acrossAccounts: true } as const;
  return {
    Decapsulate: onKey(parts, 'Decapsulate', used),
    DeriveSharedSecret: onKey(parts, 'DeriveSharedSecret', {
      ...used,
      keys: ({ KeyAgreementAlgorithm }) => ({ 'kms:KeyAgreementAlgorithm': KeyAgreementAlgorithm }),
    }),
    Encapsulate: onKey(parts, 'Encapsulate', used),
  };
}
