/** Signatures over digests, where OpenSSL has no way to make them: it verifies them all the same, and so does another implementation. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify,
} from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entropy, seededEntropy, systemEntropy } from '#kernel/entropy';
import { signPrehashed, verifyBeside } from '#services/kms/vault/beside-openssl';
import { signDigest } from '#services/kms/vault/ecdsa-digest';

const curves = [
  ['prime256v1', 'sha256', 32, p256],
  ['secp384r1', 'sha384', 48, p384],
  ['secp521r1', 'sha512', 64, p521],
  ['secp256k1', 'sha256', 32, secp256k1],
] as const;

function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

describe.each(curves)('ECDSA on %s', (namedCurve, hash, bytes, other) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const entropy = systemEntropy();

  test('OpenSSL verifies over the message what was signed over its digest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const digest = createHash(hash).update(message).digest();
        expect(verify(hash, message, publicKey, signDigest(privateKey, digest, entropy))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['zeroes', Buffer.alloc(bytes)],
    ['ones', Buffer.alloc(bytes, 0xff)],
    ['one', Buffer.from(`${'00'.repeat(bytes - 1)}01`, 'hex')],
  ])('a digest of %s, which may be none of any message', (_, digest) => {
    const signature = signDigest(privateKey, digest, entropy);
    const options = { prehash: false, lowS: false, format: 'der' } as const;
    expect(other.verify(signature, digest, pointOf(publicKey), options)).toBe(true);
    expect(verifyBeside('ECDSA', publicKey, 'DIGEST', digest, signature)).toBe(true);
    const changed = Buffer.from(digest);
    changed[bytes - 1] = (changed[bytes - 1] ?? 0) ^ 2;
    expect(verifyBeside('ECDSA', publicKey, 'DIGEST', changed, signature)).toBe(false);
  });

  test('two signatures of one digest share no nonce, also where the blind is the same', () => {
    const digest = createHash(hash).update('x').digest();
    const rOf = (signature: Buffer): string => {
      const at = signature[1] === 0x81 ? 3 : 2;
      return signature.subarray(at + 2, at + 2 + (signature[at + 1] ?? 0)).toString('hex');
    };
    const one = signDigest(privateKey, digest, seededEntropy('blind'));
    const two = signDigest(privateKey, digest, seededEntropy('blind'));
    expect(rOf(one)).not.toBe(rOf(two));
    for (const signature of [one, two]) expect(verify(hash, Buffer.from('x'), publicKey, signature)).toBe(true);
  });

  test('whatever is no signature is none', () => {
    const digest = createHash(hash).update('x').digest();
    const signature = signDigest(privateKey, digest, entropy);
    const bad = [
      Buffer.alloc(0),
      Buffer.from('3006020100020100', 'hex'),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.from([0])]),
      signDigest(generateKeyPairSync('ec', { namedCurve }).privateKey, digest, entropy),
    ];
    for (const one of bad) expect(verifyBeside('ECDSA', publicKey, 'DIGEST', digest, one)).toBe(false);
    for (let at = 0; at < signature.length; at += 3) {
      const flipped = Buffer.from(signature);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(verifyBeside('ECDSA', publicKey, 'DIGEST', digest, flipped)).toBe(false);
    }
  });

  test('a blind of one changes nothing', () => {
    const least: Entropy = { ...entropy, bytes: (length) => Buffer.alloc(length) };
    const digest = createHash(hash).update('small').digest();
    expect(verify(hash, Buffer.from('small'), publicKey, signDigest(privateKey, digest, least))).toBe(true);
  });
});

test("Ed25519ph: RFC 8032's vector", () => {
  const seed = Buffer.from('833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42', 'hex');
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const privateKey = createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const signature = signPrehashed(privateKey, Buffer.from('abc'));
  expect(signature.toString('hex')).toBe(
    '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
      '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
  );
  const valid = (message: string) =>
    verifyBeside('ED25519_PH_SHA_512', publicKey, 'DIGEST', Buffer.from(message), signature);
  expect([valid('abc'), valid('abd')]).toEqual([true, false]);
});
