/** What is signed: a message, or its digest. */
import { UnsupportedOperation, ValidationError } from './errors.ts';
import type { MessageType } from './vault/signing.ts';

const digestBytes: Readonly<Record<string, number>> = { '256': 32, '384': 48, '512': 64 };

/** Throws what AWS answers for a type that the algorithm has not, or a digest of another length. */
export function checkedMessage(algorithm: string, type: string | undefined, message: Uint8Array): MessageType {
  if (type === 'EXTERNAL_MU') {
    throw new UnsupportedOperation('Lockstead does not sign the external mu of ML-DSA: send the message itself.');
  }
  if (algorithm === 'ED25519_PH_SHA_512') {
    throw new UnsupportedOperation('Lockstead does not sign with Ed25519ph: use ED25519_SHA_512.');
  }
  if (type !== 'DIGEST') return 'RAW';
  const isEcdsa = algorithm.startsWith('ECDSA_');
  if (!isEcdsa && !algorithm.startsWith('RSASSA_')) {
    throw new ValidationError(`MessageType DIGEST is not supported for ${algorithm}.`);
  }
  const expected = digestBytes[algorithm.slice(-3)];
  if (message.byteLength !== expected)
    throw new ValidationError(`Digest is invalid length for algorithm ${algorithm}.`);
  if (isEcdsa) {
    throw new UnsupportedOperation('Lockstead does not sign digests with ECDSA: send the message itself.');
  }
  return 'DIGEST';
}
