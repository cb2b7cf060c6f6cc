import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseRequestText, readVectors, type Vector, wireRequest } from '../../tests/sigv4/vectors.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { parseClaim } from './parse-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { derivePrivateKey, deriveVerificationKey, isEcdsaSigned, regionSetIncludes } from './sigv4a.ts';
import { payloadLine, type VerifyOptions, verify } from './verify.ts';

const vectors = readVectors('v4a');
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

function read(vector: Vector, mode: 'header' | 'query') {
  const { request, body } = parseRequestText(vector.text(`${mode}-signed-request.txt`) ?? '');
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') throw new Error(`${vector.name}: ${JSON.stringify(outcome)}`);
  const options: VerifyOptions = {
    keys: new SigningKeyCache(),
    bodySha256: createHash('sha256').update(body, 'latin1').digest('hex'),
    pathStyle: vector.context.normalize ? 'normalized' : 'unnormalized',
    sessionTokenUnsigned: vector.context.omit_session_token === true,
  };
  return { request, claim: outcome.claim, options };
}

describe.skipIf(vectors.length === 0)('the published SigV4a vectors', () => {
  describe.each(['header', 'query'] as const)('%s', (mode) => {
    test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
      const { request, claim, options } = read(vector, mode);
      const canonical = canonicalRequest(request, claim, payloadLine(claim, options.bodySha256), options);
      expect(canonical).toBe(vector.text(`${mode}-canonical-request.txt`)?.trimEnd());
      const toSign = stringToSign(claim, canonical);
      expect(toSign).toBe(vector.text(`${mode}-string-to-sign.txt`)?.trimEnd());

      const { access_key_id: accessKeyId, secret_access_key: itsSecret } = vector.context.credentials;
      const key = deriveVerificationKey(itsSecret, accessKeyId);
      const { X, Y } = JSON.parse(vector.text('public-key.json') ?? '{}') as { X: string; Y: string };
      expect(key.export({ format: 'jwk' })).toMatchObject({
        x: Buffer.from(X, 'hex').toString('base64url'),
        y: Buffer.from(Y, 'hex').toString('base64url'),
      });
      // Two signatures of the same text: ECDSA draws a number each time.
      expect(isEcdsaSigned(key, toSign, vector.text(`${mode}-signature.txt`)?.trimEnd() ?? '')).toBe(true);
      expect(verify(claim, request, itsSecret, options)).toEqual({ ok: true });
      expect(verify(claim, request, `${itsSecret}x`, options)).toMatchObject({ ok: false });
      expect(verify(claim, { ...request, method: 'PUT' }, itsSecret, options)).toMatchObject({ ok: false });
    });
  });
});

test('a key pair of its own, and no other accepts its signature', () => {
  const signature = signText('text', 'AKIDA');
  expect(isEcdsaSigned(deriveVerificationKey(secret, 'AKIDA'), 'text', signature)).toBe(true);
  expect(isEcdsaSigned(deriveVerificationKey(secret, 'AKIDB'), 'text', signature)).toBe(false);
  expect(isEcdsaSigned(deriveVerificationKey(secret, 'AKIDA'), 'texts', signature)).toBe(false);
});

test.each(['', '00', '30', 'zz', '30'.repeat(60), `30${'0'.repeat(141)}`, '3006020100020100', '3006020101020101'])(
  'no signature: %j',
  (signature) => {
    expect(isEcdsaSigned(deriveVerificationKey(secret, 'AKIDA'), 'text', signature)).toBe(false);
  },
);

test.each([
  [['us-east-1'], 'us-east-1', true],
  [['us-east-1'], 'us-east-2', false],
  [['eu-*', 'us-east-1'], 'eu-west-3', true],
  [['eu-*'], 'us-east-1', false],
  [['*'], 'ap-south-1', true],
  [[''], 'us-east-1', false],
])('region set %j and %s: %s', (regionSet, region, expected) => {
  expect(regionSetIncludes(regionSet, region)).toBe(expected);
});

test.each([
  ['missing', ['host', 'x-amz-date'], [], 'IncompleteSignature'],
  ['not signed', ['host', 'x-amz-date'], ['X-Amz-Region-Set', '*'], 'SignatureDoesNotMatch'],
])('a region set that is %s', (_, signedHeaders, more, code) => {
  const authorization = `AWS4-ECDSA-P256-SHA256 Credential=AKIDA/20260101/sts/aws4_request, SignedHeaders=${signedHeaders.join(';')}, Signature=30`;
  const request = wireRequest('GET', '/', [
    'Host',
    'h',
    'X-Amz-Date',
    '20260101T000000Z',
    ...more,
    'Authorization',
    authorization,
  ]);
  expect(parseClaim(request)).toMatchObject({ kind: 'malformed', error: { code } });
});

function signText(text: string, accessKeyId: string): string {
  const d = derivePrivateKey(secret, accessKeyId);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: d.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return sign('sha256', Buffer.from(text), createPrivateKey({ key: jwk, format: 'jwk' })).toString('hex');
}
