/**
 * SigV4a: signatures by ECDSA over P-256, with a key pair that both sides derive from the secret; the verifier keeps
 * the public half alone.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#how-sigv4a-works
 */
import { createECDH, createHmac, createPublicKey, type KeyObject, verify as verifyAsymmetric } from 'node:crypto';

/** The order of the curve's group; a private key is between 1 and this less one. */
const groupOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The key derivation of NIST SP 800-108 in counter mode, tried with another counter until the number is in range. */
const attemptsMax = 254;

const derivedBits = Buffer.from([0, 0, 1, 0]);
const firstBlock = Buffer.from([0, 0, 0, 1]);

/** SubjectPublicKeyInfo of a P-256 point in uncompressed form: all that stands before the point. */
const spkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

/** DER of two integers of up to 33 bytes each, in hex. */
const derHex = /^30[0-9a-f]{14,142}$/;

/** The public key that verifies what the holder of this access key signs. */
export function deriveVerificationKey(secret: string, accessKeyId: string): KeyObject {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(derivePrivateKey(secret, accessKeyId));
  return createPublicKey({ key: Buffer.concat([spkiPrefix, ecdh.getPublicKey()]), format: 'der', type: 'spki' });
}

/** The 32 bytes of the private key, for the verifier's derivation and for tests that sign. */
export function derivePrivateKey(secret: string, accessKeyId: string): Buffer {
  const label = Buffer.from('AWS4-ECDSA-P256-SHA256\0');
  for (let counter = 1; counter <= attemptsMax; counter++) {
    const context = Buffer.concat([Buffer.from(accessKeyId), Buffer.from([counter])]);
    const block = createHmac('sha256', `AWS4A${secret}`)
      .update(Buffer.concat([firstBlock, label, context, derivedBits]))
      .digest('hex');
    const candidate = BigInt(`0x${block}`);
    if (candidate <= groupOrder - 2n) return Buffer.from((candidate + 1n).toString(16).padStart(64, '0'), 'hex');
  }
  // Each attempt fails once in 2^32.
  throw new RangeError('No SigV4a key could be derived.');
}

/** `signature` is DER in lower-case hex; anything else is no signature, and OpenSSL refuses what is not exactly DER. */
export function isEcdsaSigned(publicKey: KeyObject, text: string, signature: string): boolean {
  if (!derHex.test(signature) || signature.length % 2 !== 0) return false;
  return verifyAsymmetric(
    'sha256',
    Buffer.from(text),
    { key: publicKey, dsaEncoding: 'der' },
    Buffer.from(signature, 'hex'),
  );
}

/** Whether a region is in the set that was signed for: names, `*` for everywhere, `us-*` for all that begin so. */
export function regionSetIncludes(regionSet: readonly string[], region: string): boolean {
  return regionSet.some((pattern) =>
    pattern.endsWith('*') ? region.startsWith(pattern.slice(0, -1)) : pattern === region,
  );
}
