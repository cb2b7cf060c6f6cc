/** The SDK's own signer signs anything; the verifier must accept it, and nothing that differs from it. */
import { createHash, createHmac, hash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import type { WireRequest } from '../types.ts';
import { parseClaim } from './parse-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { encodeComponent } from './uri-encode.ts';
import { verify } from './verify.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** The signer's idea of a hash, over node's. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    const bytes = typeof key === 'string' ? key : key === undefined ? undefined : asBytes(key);
    this.#hash = bytes === undefined ? createHash('sha256') : createHmac('sha256', bytes);
  }
  update(chunk: Uint8Array | string): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function asBytes(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

function signer(service: string): SignatureV4 {
  return new SignatureV4({
    service,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret, sessionToken: 'a+/=' },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: true,
  });
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const segment = fc.oneof(text, fc.constantFrom('.', '..', '', 'a b', 'a%2Fb', "!'()*", '+', '~'));
const headerText = fc.stringMatching(/^[ \t!-~]{0,20}$/);
const headerName = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).map((name) => `x-test-${name}`);

const anyRequest = fc.record({
  segments: fc.array(segment, { maxLength: 4 }),
  query: fc.dictionary(
    text.filter((name) => name !== '' && !name.startsWith('__')),
    fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    { maxKeys: 5 },
  ),
  headers: fc.dictionary(headerName, headerText, { maxKeys: 4 }),
  body: fc.string({ unit: 'binary-ascii' }),
});

type AnyRequest = typeof anyRequest extends fc.Arbitrary<infer T> ? T : never;

function sdkRequest({ segments, query, headers, body }: AnyRequest) {
  return {
    method: 'POST',
    protocol: 'https:',
    hostname: 'service.eu-west-1.amazonaws.com',
    path: `/${segments.map((part) => utf8Encoded(part)).join('/')}`,
    query,
    headers: { host: 'service.eu-west-1.amazonaws.com', ...headers },
    body,
  };
}

/** As an SDK client writes its request on the wire. */
function onTheWire(signed: {
  method: string;
  path: string;
  query?: object;
  headers: Record<string, string>;
}): WireRequest {
  const query = Object.entries((signed.query ?? {}) as Record<string, string | string[] | null>)
    .flatMap(([name, value]) => [value].flat().map((one) => `${utf8Encoded(name)}=${utf8Encoded(one ?? '')}`))
    .join('&');
  return wireRequest(
    signed.method,
    query === '' ? signed.path : `${signed.path}?${query}`,
    Object.entries(signed.headers).flat(),
  );
}

function utf8Encoded(value: string): string {
  return encodeComponent(Buffer.from(value, 'utf8').toString('latin1'));
}

function verified(request: WireRequest, body: string): boolean {
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  return verify(outcome.claim, request, secret, { keys: new SigningKeyCache(), bodySha256: hash('sha256', body) }).ok;
}

describe.each(['iam', 's3'])('%s', (service) => {
  test('what the SDK signs is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (any) => {
        const signed = await signer(service).sign(sdkRequest(any), { signingDate: new Date('2026-01-01T00:00:00Z') });
        expect(verified(onTheWire(signed), any.body)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('what the SDK presigns is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (any) => {
        const request = { ...sdkRequest(any), method: 'GET', body: undefined };
        const payload =
          service === 's3'
            ? { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }
            : request;
        const signed = await signer(service).presign(payload, {
          signingDate: new Date('2026-01-01T00:00:00Z'),
          expiresIn: 60,
          unhoistableHeaders: new Set(['x-amz-content-sha256']),
        });
        expect(verified(onTheWire(signed), '')).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

test('a change anywhere is noticed', async () => {
  const base = {
    segments: ['a', 'b'],
    query: { Action: 'ListUsers', Path: '/x' },
    headers: { 'x-test-a': '1 2' },
    body: 'b',
  };
  const signed = await signer('iam').sign(sdkRequest(base), { signingDate: new Date('2026-01-01T00:00:00Z') });
  const request = onTheWire(signed);
  expect(verified(request, 'b')).toBe(true);
  expect(verified({ ...request, method: 'GET' }, 'b')).toBe(false);
  expect(verified({ ...request, path: '/a/c' }, 'b')).toBe(false);
  expect(verified({ ...request, query: `${request.query}&a=b` }, 'b')).toBe(false);
  expect(verified({ ...request, query: request.query.replace('ListUsers', 'ListRoles') }, 'b')).toBe(false);
  expect(
    verified(
      { ...request, rawHeaders: request.rawHeaders.with(request.rawHeaders.indexOf('x-test-a') + 1, '12') },
      'b',
    ),
  ).toBe(false);
  expect(verified({ ...request, rawHeaders: [...request.rawHeaders, 'X-Test-A', '3'] }, 'b')).toBe(false);
});
