import { describe, expect, test } from 'vitest';
import { readVectors, signedRequest } from '../../tests/sigv4/vectors.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { payloadLine, verify } from './verify.ts';

const vectors = readVectors('v4');

describe.skipIf(vectors.length === 0)('the published SigV4 vectors', () => {
  describe.each(['header', 'query'] as const)('%s', (mode) => {
    test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
      const { request, claim, options } = signedRequest(vector, mode);
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
