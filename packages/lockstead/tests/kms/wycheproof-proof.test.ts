/** The crypto layer against Project Wycheproof's vectors: each verdict is the published one. */
import {
  constants,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemEntropy } from '#kernel/entropy';
import { unwrap } from '#services/kms/vault/imports';
import { decryptOaep } from '#services/kms/vault/oaep';
import { openBox } from '#services/kms/vault/sealed-box';
import { agree, openSharedSecret } from '#services/kms/vault/shared-secrets';
import { isMacOf, macOf, signMessage, verifyMessage } from '#services/kms/vault/signing';
import { publicBytes, usableOf } from '#services/kms/vault/usable';
import { type Vector, vectors, vectorsMissing, wrongVerdicts } from './wycheproof-proof.ts';

const entropy = systemEntropy();

function publicKeyOf(vector: Vector): KeyObject {
  return createPublicKey({ key: vector.hex('publicKeyDer'), format: 'der', type: 'spki' });
}

/** A key that OpenSSL cannot read takes no signature. */
function takes(vector: Vector, algorithm: string, type: 'RAW' | 'DIGEST', message: Buffer): boolean {
  let key: KeyObject;
  try {
    key = publicKeyOf(vector);
  } catch {
    return false;
  }
  return verifyMessage(algorithm, key, type, message, vector.hex('sig'));
}

/** The end of the algorithm's name in PKCS #8 (RFC 9881, RFC 9935), by parameter set. */
const algorithmArcs: Readonly<Record<string, string>> = {
  44: '0311',
  65: '0312',
  87: '0313',
  512: '0401',
  768: '0402',
  1024: '0403',
};
const tlv = (tag: number, content: Buffer): Buffer => {
  const length =
    content.length < 128 ? Buffer.from([content.length]) : Buffer.from([0x82, content.length >> 8, content.length]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
};
const pkcs8 = (set: string, key: Buffer): Buffer =>
  tlv(
    0x30,
    Buffer.concat([
      Buffer.from('020100', 'hex'),
      Buffer.from(`300b060960864801650304${algorithmArcs[set]}`, 'hex'),
      tlv(0x04, key),
    ]),
  );

describe.skipIf(vectorsMissing)('signatures', () => {
  test.each([
    ['ecdsa_secp256r1_sha256', 'ECDSA_SHA_256'],
    ['ecdsa_secp384r1_sha384', 'ECDSA_SHA_384'],
    ['ecdsa_secp521r1_sha512', 'ECDSA_SHA_512'],
    ['ecdsa_secp256k1_sha256', 'ECDSA_SHA_256'],
    ['ed25519', 'ED25519_SHA_512'],
    ['mldsa_44_verify', 'ML_DSA_SHAKE_256'],
    ['mldsa_65_verify', 'ML_DSA_SHAKE_256'],
    ['mldsa_87_verify', 'ML_DSA_SHAKE_256'],
  ])('%s', (file, algorithm) => {
    // KMS gives ML-DSA no context.
    const own = vectors(file).filter((vector) => !vector.has('ctx') || vector.text('ctx') === '');
    expect(own.length).toBeGreaterThan(100);
    expect(wrongVerdicts(own, (vector) => takes(vector, algorithm, 'RAW', vector.hex('msg')))).toEqual([]);
  });

  const rsa = [2048, 3072, 4096].flatMap((bits) =>
    [256, 384, 512].map(
      (hash) => [`rsa_signature_${bits}_sha${hash}`, `RSASSA_PKCS1_V1_5_SHA_${hash}`, `sha${hash}`] as const,
    ),
  );
  test.each([
    ...rsa,
    ['rsa_pss_2048_sha256_mgf1_32', 'RSASSA_PSS_SHA_256', 'sha256'],
    ['rsa_pss_2048_sha384_mgf1_48', 'RSASSA_PSS_SHA_384', 'sha384'],
    ['rsa_pss_3072_sha256_mgf1_32', 'RSASSA_PSS_SHA_256', 'sha256'],
    ['rsa_pss_4096_sha512_mgf1_64', 'RSASSA_PSS_SHA_512', 'sha512'],
  ] as const)('%s, of messages and of digests', (file, algorithm, hash) => {
    const all = vectors(file);
    expect(all.length).toBeGreaterThan(100);
    expect(wrongVerdicts(all, (vector) => takes(vector, algorithm, 'RAW', vector.hex('msg')))).toEqual([]);
    const digest = (vector: Vector): Buffer => createHash(hash).update(vector.hex('msg')).digest();
    expect(wrongVerdicts(all, (vector) => takes(vector, algorithm, 'DIGEST', digest(vector)))).toEqual([]);
  });

  /** Either as the seed that the key is made from, or whole. */
  const privateKeyOf = (set: string, vector: Vector): Buffer =>
    pkcs8(set, vector.has('privateKey') ? tlv(0x04, vector.hex('privateKey')) : tlv(0x80, vector.hex('privateSeed')));

  test.each(['44', '65', '87'])('ML-DSA-%s: private keys are taken or refused, and what they sign verifies', (set) => {
    // KMS gives no context, and takes what was imported as PKCS #8.
    const own = [...vectors(`mldsa_${set}_sign_seed`), ...vectors(`mldsa_${set}_sign_noseed`)].filter(
      (vector) => vector.text('ctx') === '' && vector.has('msg'),
    );
    expect(own.length).toBeGreaterThan(50);
    const signs = (vector: Vector): boolean => {
      const usable = usableOf(`ML_DSA_${set}`, privateKeyOf(set, vector));
      if (usable?.kind !== 'pair') return false;
      const message = vector.hex('msg');
      const signature = signMessage('ML_DSA_SHAKE_256', usable.privateKey, 'RAW', message, entropy);
      // The public key is the published one, and takes the published signature too.
      const isPublished = publicBytes(usable).subarray(-vector.hex('publicKey').length).equals(vector.hex('publicKey'));
      const verifies = (of: Buffer): boolean => verifyMessage('ML_DSA_SHAKE_256', usable.publicKey, 'RAW', message, of);
      return isPublished && verifies(signature) && verifies(vector.hex('sig'));
    };
    expect(wrongVerdicts(own, signs)).toEqual([]);
  });
});

describe.skipIf(vectorsMissing)('message authentication codes', () => {
  test.each(['224', '256', '384', '512'])('hmac_sha%s', (hash) => {
    const all = vectors(`hmac_sha${hash}`);
    const algorithm = `HMAC_SHA_${hash}`;
    const whole = all.filter((vector) => vector.number('tagSize') === Number(hash));
    expect(whole.length).toBeGreaterThan(80);
    const key = (vector: Vector): KeyObject => createSecretKey(vector.hex('key'));
    expect(
      wrongVerdicts(whole, (vector) => isMacOf(algorithm, key(vector), vector.hex('msg'), vector.hex('tag'))),
    ).toEqual([]);
    // KMS has no truncated codes: none is taken, and the valid ones are the start of ours.
    const cut = all.filter((vector) => vector.number('tagSize') < Number(hash));
    expect(
      cut.filter((vector) => isMacOf(algorithm, key(vector), vector.hex('msg'), vector.hex('tag'))).map(({ id }) => id),
    ).toEqual([]);
    expect(
      wrongVerdicts(cut, (vector) => {
        const tag = vector.hex('tag');
        return macOf(algorithm, key(vector), vector.hex('msg')).subarray(0, tag.length).equals(tag);
      }),
    ).toEqual([]);
  });
});

describe.skipIf(vectorsMissing)('encryption', () => {
  test('aes_gcm, with the sizes that KMS has', () => {
    const own = vectors('aes_gcm').filter(
      (vector) =>
        vector.number('keySize') === 256 && vector.number('ivSize') === 96 && vector.number('tagSize') === 128,
    );
    expect(own.length).toBeGreaterThan(60);
    const opens = (vector: Vector): boolean => {
      const box = Buffer.concat([vector.hex('iv'), vector.hex('ct'), vector.hex('tag')]);
      const clear = openBox(createSecretKey(vector.hex('key')), box, vector.hex('aad'));
      if (clear !== undefined && vector.result === 'valid') expect(clear).toEqual(vector.hex('msg'));
      return clear !== undefined;
    };
    expect(wrongVerdicts(own, opens)).toEqual([]);
  });

  test.each([
    ['rsa_oaep_2048_sha1_mgf1sha1', 'RSA_2048', 'RSAES_OAEP_SHA_1'],
    ['rsa_oaep_2048_sha256_mgf1sha256', 'RSA_2048', 'RSAES_OAEP_SHA_256'],
    ['rsa_oaep_3072_sha256_mgf1sha256', 'RSA_3072', 'RSAES_OAEP_SHA_256'],
    ['rsa_oaep_4096_sha256_mgf1sha256', 'RSA_4096', 'RSAES_OAEP_SHA_256'],
  ])('%s', (file, keySpec, algorithm) => {
    const opens = (vector: Vector): boolean => {
      const usable = usableOf(keySpec, vector.hex('privateKeyPkcs8'));
      if (usable?.kind !== 'pair') throw new Error('the published key is read');
      const clear = decryptOaep(algorithm, usable.privateKey, vector.hex('ct'));
      if (clear !== undefined && vector.result === 'valid') expect(clear).toEqual(vector.hex('msg'));
      return clear !== undefined;
    };
    const all = vectors(file);
    // KMS has no labels: what was encrypted with one does not open.
    const own = all.filter((vector) => vector.text('label') === '');
    expect(own.length).toBeGreaterThan(20);
    expect(wrongVerdicts(own, opens)).toEqual([]);
    expect(all.filter((vector) => vector.text('label') !== '' && opens(vector)).map(({ id }) => id)).toEqual([]);
  });

  test('aes_kwp, as a material is wrapped for an import', () => {
    const own = vectors('aes_kwp').filter((vector) => vector.number('keySize') === 256);
    expect(own.length).toBeGreaterThan(60);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = privateKey.export({ type: 'pkcs8', format: 'der' });
    const opens = (vector: Vector): boolean => {
      const aesKey = publicEncrypt(
        { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
        vector.hex('key'),
      );
      const clear = unwrap('RSA_AES_KEY_WRAP_SHA_256', der, Buffer.concat([aesKey, vector.hex('ct')]));
      if (clear !== undefined && vector.result === 'valid') expect(clear).toEqual(vector.hex('msg'));
      return clear !== undefined;
    };
    expect(wrongVerdicts(own, opens)).toEqual([]);
  });
});

describe.skipIf(vectorsMissing)('shared secrets', () => {
  test.each([
    ['ecdh_secp256r1', 'prime256v1', 'P-256', 32],
    ['ecdh_secp384r1', 'secp384r1', 'P-384', 48],
    ['ecdh_secp521r1', 'secp521r1', 'P-521', 66],
  ])('%s', (file, curve, crv, length) => {
    const keyOf = (scalar: Buffer): KeyObject => {
      const trimmed = scalar.subarray(Math.max(0, scalar.length - length));
      const d = Buffer.concat([Buffer.alloc(length - trimmed.length), trimmed]);
      const point = createECDH(curve);
      point.setPrivateKey(d);
      const [x, y] = [1, 1 + length].map((at) =>
        point
          .getPublicKey()
          .subarray(at, at + length)
          .toString('base64url'),
      );
      return createPrivateKey({ key: { kty: 'EC', crv, d: d.toString('base64url'), x, y } as never, format: 'jwk' });
    };
    const all = vectors(file);
    expect(all.length).toBeGreaterThan(600);
    const agrees = (vector: Vector): boolean => {
      const secret = agree(keyOf(vector.hex('private')), vector.hex('public'));
      return secret?.equals(vector.hex('shared')) === true;
    };
    expect(wrongVerdicts(all, agrees)).toEqual([]);
    // What may be taken or refused comes to the published secret, or to none.
    const other = all
      .filter(({ result }) => result === 'acceptable')
      .filter((vector) => agree(keyOf(vector.hex('private')), vector.hex('public')) !== undefined && !agrees(vector));
    expect(other.map(({ id }) => id)).toEqual([]);
  });

  test.each(['512', '768', '1024'])('ML-KEM-%s', (set) => {
    const keySpec = `ML_KEM_${set}`;
    const usable = (key: Buffer) => {
      const found = usableOf(keySpec, pkcs8(set, key));
      return found?.kind === 'pair' ? found : undefined;
    };
    const opens = (vector: Vector): boolean => {
      const pair = usable(vector.has('dk') ? tlv(0x04, vector.hex('dk')) : tlv(0x80, vector.hex('seed')));
      if (pair === undefined) return false;
      const secret = openSharedSecret(pair.privateKey, vector.hex('c'));
      return secret?.equals(vector.hex('K')) === true;
    };
    const seeds = vectors(`mlkem_${set}`);
    expect(seeds.length).toBeGreaterThan(100);
    expect(wrongVerdicts(seeds, opens)).toEqual([]);
    expect(wrongVerdicts(vectors(`mlkem_${set}_semi_expanded_decaps`), opens)).toEqual([]);
    // The public key that a seed makes is the published one.
    const made = (vector: Vector): boolean => {
      const pair = usable(tlv(0x80, vector.hex('seed')));
      const ek = vector.hex('ek');
      return pair !== undefined && publicBytes(pair).subarray(-ek.length).equals(ek);
    };
    expect(wrongVerdicts(vectors(`mlkem_${set}_keygen_seed`), made)).toEqual([]);
  });
});
