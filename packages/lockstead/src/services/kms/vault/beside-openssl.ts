/**
 * Signatures that Node's OpenSSL has no way to, by the libraries of the noble family: ECDSA over a digest (only to be verified), Ed25519ph, and ML-DSA over its
 * external mu. They are loaded when they are first needed. They take milliseconds, so they run in the process that makes key pairs. See docs/decisions/0017.
 */
import type { KeyObject } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { MessageType } from './signing.ts';

const ecdsa = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 } as const;
const mlDsa = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 } as const;

/** Whatever is no signature of this key's is false. */
export function verifyBeside(
  algorithm: string,
  publicKey: KeyObject,
  type: MessageType,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (type === 'EXTERNAL_MU') return verifyMu(publicKey, message, signature);
  if (algorithm === 'ED25519_PH_SHA_512') return verifyPrehashed(publicKey, message, signature);
  return verifyDigest(publicKey, message, signature);
}

/** `signature` in DER. */
function verifyDigest(publicKey: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const curve = Object.hasOwn(ecdsa, crv) ? ecdsa[crv as keyof typeof ecdsa] : undefined;
  if (curve === undefined) throw new RangeError(`there is no ECDSA on the curve ${crv}`);
  const point = Buffer.concat([Buffer.from([0x04]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  // AWS takes both of the two signatures that go over into each other by a change of sign.
  return isValid(() => curve.verify(signature, digest, point, { prehash: false, lowS: false, format: 'der' }));
}

/** The message is hashed here, whatever it is. */
export function signPrehashed(privateKey: KeyObject, message: Uint8Array): Buffer {
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const signature = ed25519ph.sign(message, seed);
  seed.fill(0);
  return Buffer.from(signature);
}

function verifyPrehashed(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  // FIPS 186-5: points are taken in their one encoding.
  return isValid(() => ed25519ph.verify(signature, message, point, { zip215: false }));
}

/** `mu`: 64 bytes that stand for the public key and the message (FIPS 204, 6.2). */
export function signMu(privateKey: KeyObject, mu: Uint8Array): Buffer {
  const { alg = '', priv = '' } = latticeKey(privateKey);
  const seed = Buffer.from(priv, 'base64url');
  const { secretKey } = latticeOf(alg).keygen(seed);
  const signature = latticeOf(alg).internal.sign(mu, secretKey, { externalMu: true });
  for (const secret of [seed, secretKey]) secret.fill(0);
  return Buffer.from(signature);
}

function verifyMu(publicKey: KeyObject, mu: Uint8Array, signature: Uint8Array): boolean {
  const { alg = '', pub = '' } = latticeKey(publicKey);
  const point = Buffer.from(pub, 'base64url');
  return isValid(() => latticeOf(alg).internal.verify(signature, mu, point, { externalMu: true }));
}

/** Node's types do not know these members of a JWK yet. */
function latticeKey(key: KeyObject): { readonly alg?: string; readonly priv?: string; readonly pub?: string } {
  return key.export({ format: 'jwk' }) as { readonly alg?: string; readonly priv?: string; readonly pub?: string };
}

function latticeOf(algorithm: string): (typeof mlDsa)[keyof typeof mlDsa] {
  const found = Object.hasOwn(mlDsa, algorithm) ? mlDsa[algorithm as keyof typeof mlDsa] : undefined;
  if (found === undefined) throw new RangeError(`there is no ML-DSA called ${algorithm}`);
  return found;
}

/** The libraries throw for signatures of another length or form. */
function isValid(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}
