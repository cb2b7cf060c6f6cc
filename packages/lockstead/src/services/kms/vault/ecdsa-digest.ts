/**
 * An ECDSA signature over a digest (FIPS 186-5, 6.4.1). Node's OpenSSL only signs messages, which it hashes itself.
 *
 * OpenSSL makes the nonce and multiplies the base point with it: that is what must take the same time whatever the nonce is. The rest is a few products modulo
 * the order of the curve, in JavaScript's integers, whose time depends on their values. So the private key and the nonce are multiplied by a random number
 * first, another one for each signature, and no further step sees either of them. See docs/decisions/0017.
 */
import { createECDH, type KeyObject } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';

interface Curve {
  /** OpenSSL's name. */
  readonly name: string;
  readonly order: bigint;
}

/** By the name that a key's JWK has. Orders are those of SEC 2 and SP 800-186. */
const curves: Readonly<Record<string, Curve>> = {
  'P-256': {
    name: 'prime256v1',
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  'P-384': {
    name: 'secp384r1',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  'P-521': {
    name: 'secp521r1',
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
  secp256k1: {
    name: 'secp256k1',
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  },
};

/** In DER. `digest` is no longer than the order of the key's curve. */
export function signDigest(key: KeyObject, digest: Buffer, entropy: Entropy): Buffer {
  const { crv = '', d = '' } = key.export({ format: 'jwk' });
  const curve = curves[crv];
  if (curve === undefined) throw new RangeError(`there is no ECDSA on the curve ${crv}`);
  const privateKey = numberOf(Buffer.from(d, 'base64url'));
  for (;;) {
    const signature = attempt(curve, privateKey, numberOf(digest), entropy);
    if (signature !== undefined) return signature;
  }
}

/** `undefined` in the one of 2^255 cases in which another nonce is to be tried. */
function attempt({ name, order }: Curve, privateKey: bigint, digest: bigint, entropy: Entropy): Buffer | undefined {
  const ephemeral = createECDH(name);
  const point = ephemeral.generateKeys();
  const nonceBytes = ephemeral.getPrivateKey();
  const r = numberOf(point.subarray(1, 1 + (point.length - 1) / 2)) % order;
  const blind = numberBelow(order, entropy);
  const blindedNonce = (numberOf(nonceBytes) * blind) % order;
  const blindedKey = (privateKey * blind) % order;
  nonceBytes.fill(0);
  // (digest + r * key) / nonce, both sides of the fraction times the blind.
  const above = (digest * blind + r * blindedKey) % order;
  const s = (above * inverse(blindedNonce, order)) % order;
  return r === 0n || s === 0n ? undefined : der(r, s);
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}

/** From 1 to the order, less one. Eight bytes more than the order has make every number as likely as another. */
function numberBelow(order: bigint, entropy: Entropy): bigint {
  const bytes = Math.ceil(order.toString(16).length / 2) + 8;
  return (numberOf(entropy.bytes(bytes)) % (order - 1n)) + 1n;
}

/** By Euclid's algorithm; `modulus` is a prime. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}

/** SEQUENCE of two INTEGERs. */
function der(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([integer(r), integer(s)]);
  // Signatures of P-521 keys are longer than 127 bytes.
  const head = body.length < 0x80 ? [0x30, body.length] : [0x30, 0x81, body.length];
  return Buffer.concat([Buffer.from(head), body]);
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // A first bit that is set would make it negative.
  const content = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}
