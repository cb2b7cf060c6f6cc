/**
 * Secrets that two parties come to share: by elliptic curves (ECDH), and by encapsulation under a lattice key (ML-KEM, FIPS 203). Both are OpenSSL's.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
import { createPublicKey, decapsulate, diffieHellman, encapsulate, type KeyObject } from 'node:crypto';

/**
 * The x-coordinate of the shared point. `undefined` where the peer's bytes are no public key on the same curve, by its name. `peer`: SubjectPublicKeyInfo
 * in DER.
 */
export function agree(privateKey: KeyObject, peer: Buffer): Buffer | undefined {
  const ours = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  // A peer that writes out a curve's parameters could write them a little differently.
  if (!algorithmOf(peer).equals(algorithmOf(ours))) return undefined;
  try {
    // OpenSSL takes no point here that is not on its curve.
    const publicKey = createPublicKey({ key: peer, format: 'der', type: 'spki' });
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}

/** The AlgorithmIdentifier of a SubjectPublicKeyInfo: kind of key, and curve. Empty for bytes that are too short for one. */
function algorithmOf(der: Buffer): Buffer {
  // Both are sequences. The outer one is so long in P-521 keys that its length has a second byte.
  const at = der[1] === 0x81 ? 3 : 2;
  return der.subarray(at, at + 2 + (der[at + 1] ?? 0));
}

/** A new secret of 32 bytes, and its form for the holder of the private key. */
export function newSharedSecret(publicKey: KeyObject): { readonly secret: Buffer; readonly ciphertext: Buffer } {
  const { sharedKey, ciphertext } = encapsulate(publicKey);
  return { secret: sharedKey, ciphertext };
}

/** Bytes of an encapsulated secret, by parameter set. */
const encapsulatedBytes: Readonly<Record<string, number>> = {
  'ml-kem-512': 768,
  'ml-kem-768': 1088,
  'ml-kem-1024': 1568,
};

/** `undefined` where the length is another. Of any other ciphertext that is not this key's, it is a secret that nobody else has (implicit rejection). */
export function openSharedSecret(privateKey: KeyObject, ciphertext: Buffer): Buffer | undefined {
  if (ciphertext.length !== encapsulatedBytes[privateKey.asymmetricKeyType ?? '']) return undefined;
  return decapsulate(privateKey, ciphertext);
}
