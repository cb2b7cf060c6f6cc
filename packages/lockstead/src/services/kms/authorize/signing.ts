/** Signatures, message authentication codes, public keys. */
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import type { PairParts } from './pairs.ts';

type SigningOperation = 'GenerateMac' | 'GetPublicKey' | 'Sign' | 'Verify' | 'VerifyMac';

export function signingAuthorization(parts: PairParts): KmsEntries<SigningOperation> {
  const used = { names: 'aliasesToo', acrossAccounts: true } as const;
  return {
    GenerateMac: onKey(parts, 'GenerateMac', {
      ...used,
      keys: ({ MacAlgorithm }) => ({ 'kms:MacAlgorithm': MacAlgorithm }),
    }),
    GetPublicKey: onKey(parts, 'GetPublicKey', used),
    Sign: onKey(parts, 'Sign', {
      ...used,
      keys: ({ SigningAlgorithm, MessageType = 'RAW' }) => ({
        'kms:SigningAlgorithm': SigningAlgorithm,
        'kms:MessageType': MessageType,
      }),
    }),
    Verify: onKey(parts, 'Verify', {
      ...used,
      keys: ({ SigningAlgorithm, MessageType = 'RAW' }) => ({
        'kms:SigningAlgorithm': SigningAlgorithm,
        'kms:MessageType': MessageType,
      }),
    }),
    VerifyMac: onKey(parts, 'VerifyMac', {
      ...used,
      keys: ({ MacAlgorithm }) => ({ 'kms:MacAlgorithm': MacAlgorithm }),
    }),
  };
}
