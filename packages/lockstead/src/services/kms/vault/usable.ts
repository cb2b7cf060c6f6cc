/**
 * Key materials as they are used: as key objects of OpenSSL's, whose bytes lie outside JavaScript's heap. At rest a symmetric material is its bytes,
 * that of a pair its private key in PKCS #8.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Entropy } from '#kernel/entropy';

export type Usable =
  | { readonly kind: 'secret'; readonly secret: KeyObject }
  | { readonly kind: 'pair'; readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** The bytes of symmetric materials, by key spec: AES keys have 32, HMAC keys the length of their digest. */
const secretBytes: ReadonlyMap<string, number> = new Map([
  ['SYMMETRIC_DEFAULT', 32],
  ['HMAC_224', 28],
  ['HMAC_256', 32],
  ['HMAC_384', 48],
  ['HMAC_512', 64],
]);

/** Whether a material of this key spec is a symmetric one, which is made at once. */
export function isSecret(keySpec: string): boolean {
  return secretBytes.has(keySpec);
}

const rsaBits: ReadonlyMap<string, number> = new Map([
  ['RSA_2048', 2048],
  ['RSA_3072', 3072],
  ['RSA_4096', 4096],
]);

/** OpenSSL's names. */
const curves: ReadonlyMap<string, string> = new Map([
  ['ECC_NIST_P256', 'prime256v1'],
  ['ECC_NIST_P384', 'secp384r1'],
  ['ECC_NIST_P521', 'secp521r1'],
  ['ECC_SECG_P256K1', 'secp256k1'],
]);

const namedTypes: ReadonlyMap<string, string> = new Map([
  ['ECC_NIST_EDWARDS25519', 'ed25519'],
  ['ML_DSA_44', 'ml-dsa-44'],
  ['ML_DSA_65', 'ml-dsa-65'],
  ['ML_DSA_87', 'ml-dsa-87'],
  ['ML_KEM_512', 'ml-kem-512'],
  ['ML_KEM_768', 'ml-kem-768'],
  ['ML_KEM_1024', 'ml-kem-1024'],
]);

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options?: object,
) => Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>;

/** A new material. The caller wipes it. Key pairs are made in OpenSSL's own thread, so that other requests go on meanwhile. */
export async function newMaterial(keySpec: string, entropy: Entropy): Promise<Buffer> {
  const length = secretBytes.get(keySpec);
  if (length !== undefined) return entropy.bytes(length);
  const bits = rsaBits.get(keySpec);
  if (bits !== undefined) return atRest((await generate('rsa', { modulusLength: bits })).privateKey);
  const namedCurve = curves.get(keySpec);
  if (namedCurve !== undefined) return atRest((await generate('ec', { namedCurve })).privateKey);
  const type = namedTypes.get(keySpec);
  if (type !== undefined) return atRest((await generate(type)).privateKey);
  throw new RangeError(`there is no key spec ${keySpec}`);
}

function atRest(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' });
}

/** `undefined` where the bytes are no key of this spec. What is imported is looked at here. */
export function usableOf(keySpec: string, clear: Buffer): Usable | undefined {
  const length = secretBytes.get(keySpec);
  if (length !== undefined) {
    return clear.length === length ? { kind: 'secret', secret: createSecretKey(clear) } : undefined;
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: clear, format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
  return isOf(keySpec, privateKey) ? { kind: 'pair', privateKey, publicKey: createPublicKey(privateKey) } : undefined;
}

function isOf(keySpec: string, key: KeyObject): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const bits = rsaBits.get(keySpec);
  if (bits !== undefined) return type === 'rsa' && details?.modulusLength === bits;
  const curve = curves.get(keySpec);
  if (curve !== undefined) return type === 'ec' && details?.namedCurve === curve;
  return namedTypes.get(keySpec) === type;
}

/** The public key in DER, as X.509 has it (SubjectPublicKeyInfo). Empty for a symmetric material, which has none. */
export function publicBytes(usable: Usable): Buffer {
  return usable.kind === 'pair' ? usable.publicKey.export({ type: 'spki', format: 'der' }) : Buffer.alloc(0);
}

/** The private key in PKCS #8. The caller wipes it. */
export function privateBytes(usable: Usable & { readonly kind: 'pair' }): Buffer {
  return atRest(usable.privateKey);
}

/**
 * AWS's key material id: 64 hexadecimal digits. It is the same for the same material in the same key, so that it tells whether what is imported
 * again is what was imported before; nothing of the material can be found from it.
 */
export function materialIdOf(keyId: string, usable: Usable): string {
  const clear = usable.kind === 'pair' ? privateBytes(usable) : usable.secret.export();
  const id = createHmac('sha256', clear).update(`lockstead kms material id\n${keyId}`).digest('hex');
  clear.fill(0);
  return id;
}
