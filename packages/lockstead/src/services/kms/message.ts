/**
 * What is signed: a message, its digest, or what stands for a message in ML-DSA.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#KMS-Sign-request-MessageType
 */
import { ValidationError } from './errors.ts';
import type { MessageType } from './vault/signing.ts';

const digestBytes: Readonly<Record<string, number>> = { '256': 32, '384': 48, '512': 64 };
/** FIPS 204, 6.2. */
const muBytes = 64;

// AWS DIFFERS? The code is AWS's; the sentences on types are not known here, but for the one on a digest's length.

/** Throws what AWS answers for a type that the algorithm has not, or a digest of another length. */
export function checkedMessage(algorithm: string, asked: MessageType | undefined, message: Uint8Array): MessageType {
  const type = asked ?? 'RAW';
  if (!typesOf(algorithm).includes(type)) {
    throw new ValidationError(`MessageType ${type} is not supported for ${algorithm}.`);
  }
  const expected = type === 'DIGEST' ? digestBytes[algorithm.slice(-3)] : muBytes;
  if (type !== 'RAW' && message.byteLength !== expected) {
    throw new ValidationError(`Digest is invalid length for algorithm ${algorithm}.`);
  }
  return type;
}

function typesOf(algorithm: string): readonly MessageType[] {
  if (algorithm === 'ML_DSA_SHAKE_256') return ['RAW', 'EXTERNAL_MU'];
  if (algorithm === 'ED25519_SHA_512') return ['RAW'];
  // Its digest is hashed once more: AWS says so.
  if (algorithm === 'ED25519_PH_SHA_512') return ['DIGEST'];
  return ['RAW', 'DIGEST'];
}
