import { createECDH, createPrivateKey, hash, sign } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readVectors, signedRequest, wireRequest } from '../../tests/sigv4/vectors.ts';
import { BodyError } from './body-error.ts';
import { bodyReader } from './body-reader.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { parseClaim } from './parse-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { derivePrivateKey, deriveVerificationKey, isEcdsaSigned, regionSetIncludes } from './sigv4a.ts';
import { payloadLine, verify } from './verify.ts';

const vectors = readVectors('v4a');
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describe.skipIf(vectors.length === 0)('the published SigV4a vectors', () => {
  describe.each(['header', 'query'] as const)('%s', (mode) => {
    test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
      const { request, claim, options } = signedRequest(vector, mode);
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

test('chunks and trailer signed with SigV4a, their signatures filled up with stars', async () => {
  const headers = {
    host: 'h',
    'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
    'x-amz-date': '20260101T000000Z',
    'x-amz-decoded-content-length': '5',
    'x-amz-region-set': '*',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  const authorization = (signature: string): string =>
    `AWS4-ECDSA-P256-SHA256 Credential=AKIDA/20260101/s3/aws4_request, SignedHeaders=${Object.keys(headers).join(';')}, Signature=${signature}`;
  const request = (signature: string) =>
    wireRequest('PUT', '/b/k', [...Object.entries(headers).flat(), 'authorization', authorization(signature)]);
  const read = (signature: string) => {
    const outcome = parseClaim(request(signature));
    if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
    return outcome.claim;
  };
  const draft = read('30');
  const seed = signText(
    stringToSign(draft, canonicalRequest(request('30'), draft, payloadLine(draft, undefined))),
    'AKIDA',
  );
  const claim = read(seed);
  const verified = verify(claim, request(seed), secret, { keys: new SigningKeyCache() });
  if (!verified.ok) throw new Error(verified.canonicalRequest);

  let previous = seed;
  const next = (kind: string, digests: string): string => {
    const text = `AWS4-ECDSA-P256-SHA256-${kind}\n20260101T000000Z\n20260101/s3/aws4_request\n${previous}\n${digests}`;
    previous = signText(text, 'AKIDA');
    return previous.padEnd(144, '*');
  };
  const trailer = 'x-amz-checksum-crc32:NhCmhg==';
  const first = next('PAYLOAD', `${hash('sha256', '')}\n${hash('sha256', 'hello')}`);
  const last = next('PAYLOAD', `${hash('sha256', '')}\n${hash('sha256', '')}`);
  const end = next('TRAILER', hash('sha256', `${trailer}\n`));
  const body = (chunk: string): string =>
    `5;chunk-signature=${first}\r\n${chunk}\r\n0;chunk-signature=${last}\r\n${trailer}\r\nx-amz-trailer-signature:${end}\r\n\r\n`;

  const readBody = async (text: string): Promise<string> => {
    const reader = bodyReader(request(seed), claim, verified);
    if (!reader.ok) throw new BodyError(reader.error);
    const parts: Buffer[] = [];
    for await (const part of Readable.from([Buffer.from(text)]).compose(reader.stream)) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  expect(await readBody(body('hello'))).toBe('hello');
  await expect(readBody(body('hellO'))).rejects.toThrow('The request signature we calculated');
});
