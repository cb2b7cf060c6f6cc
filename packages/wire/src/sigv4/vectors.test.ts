import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseRequestText, readVectors, type Vector } from '../../tests/sigv4/vectors.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { parseClaim } from './parse-claim.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { payloadLine, type VerifyOptions, verify } from './verify.ts';

const vectors = readVectors('v4');

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

describe.skipIf(vectors.length === 0)('the published SigV4 vectors', () => {
  describe.each(['header', 'query'] as const)('%s', (mode) => {
    test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
      const { request, claim, options } = read(vector, mode);
      const canonical = canonicalRequest(request, claim, payloadLine(claim, options.bodySha256), options);
      expect(canonical).toBe(vector.text(`${mode}-canonical-request.txt`)?.trimEnd());
      expect(stringToSign(claim, canonical)).toBe(vector.text(`${mode}-string-to-sign.txt`)?.trimEnd());
      expect(claim.signature).toBe(vector.text(`${mode}-signature.txt`)?.trimEnd());

      const secret = vector.context.credentials.secret_access_key;
      expect(verify(claim, request, secret, options)).toEqual({ ok: true });
      expect(verify(claim, request, `${secret}x`, options)).toMatchObject({ ok: false });
      expect(verify(tampered(claim), request, secret, options)).toMatchObject({ ok: false });
    });
  });
});

function tampered(claim: SignatureClaim): SignatureClaim {
  return { ...claim, signature: claim.signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
}
