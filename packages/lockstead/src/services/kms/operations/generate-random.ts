/**
 * GenerateRandom: random bytes.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html
 */
import { UnsupportedOperation, ValidationError } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { refuseRecipient, type UseParts } from '../use-key.ts';

export function generateRandom({ vault }: UseParts): KmsUse<'GenerateRandom'> {
  return {
    name: 'GenerateRandom',
    effect: 'read',
    durable: true,
    waits: true,

    async handle({ NumberOfBytes, CustomKeyStoreId, Recipient }) {
      refuseRecipient(Recipient);
      if (CustomKeyStoreId !== undefined) throw new UnsupportedOperation('Lockstead has no custom key stores.');
      if (NumberOfBytes === undefined) throw new ValidationError('NumberOfBytes is required.');
      return { Plaintext: await vault.random(NumberOfBytes) };
    },
  };
}
