/** Published signature vectors, read in place; suites that need them are skipped where they are not. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseClaim } from '../../src/sigv4/parse-claim.ts';
import type { SignatureClaim } from '../../src/sigv4/signature-claim.ts';
import { SigningKeyCache } from '../../src/sigv4/signing-key-cache.ts';
import type { VerifyOptions } from '../../src/sigv4/verify.ts';
import type { WireRequest } from '../../src/types.ts';

interface VectorContext {
  readonly credentials: {
    readonly access_key_id: string;
    readonly secret_access_key: string;
    readonly token?: string;
  };
  readonly normalize: boolean;
  readonly timestamp: string;
  readonly omit_session_token?: boolean;
}

export interface Vector {
  readonly name: string;
  readonly context: VectorContext;
  /** The text of one of its files, one character a byte; undefined where it has none. */
  readonly text: (file: string) => string | undefined;
}

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');

export function readVectors(kind: 'v4' | 'v4a'): readonly Vector[] {
  const folder = join(corpora, 'sigv4', kind);
  if (!existsSync(folder)) {
    console.warn(
      `Signature vectors not found in ${folder}; skipped. Set LOCKSTEAD_CORPORA to the folder that has sigv4/.`,
    );
    return [];
  }
  return readdirSync(folder).flatMap((name) => {
    const text = (file: string): string | undefined => {
      const path = join(folder, name, file);
      return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
    };
    // Two v4a folders hold a request without an answer.
    return text('header-signed-request.txt') === undefined
      ? []
      : [{ name, context: JSON.parse(text('context.json') ?? '') as VectorContext, text }];
  });
}

interface SignedRequest {
  readonly request: WireRequest;
  readonly claim: SignatureClaim;
  readonly options: VerifyOptions;
}

/** One of a vector's two requests, and how it is to be verified. */
export function signedRequest(vector: Vector, mode: 'header' | 'query'): SignedRequest {
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

/** A request as it stands in a file, read as an HTTP server does: folded header lines are unfolded. */
export function parseRequestText(text: string): { readonly request: WireRequest; readonly body: string } {
  const blank = text.search(/\r?\n\r?\n/);
  const head = blank < 0 ? text.trimEnd() : text.slice(0, blank);
  const body = blank < 0 ? '' : text.slice(blank).replace(/^\r?\n\r?\n/, '');
  const [requestLine = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const method = requestLine.slice(0, requestLine.indexOf(' '));
  const target = requestLine.slice(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
  const rawHeaders = lines.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);
  return { request: wireRequest(method, target, rawHeaders), body };
}

/** As the listener makes it; `headers` keeps the first of each name. */
export function wireRequest(method: string, target: string, rawHeaders: readonly string[]): WireRequest {
  const mark = target.indexOf('?');
  const headers: Record<string, string> = {};
  for (let i = 0; i < rawHeaders.length; i += 2)
    headers[(rawHeaders[i] ?? '').toLowerCase()] ??= rawHeaders[i + 1] ?? '';
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    rawHeaders,
  };
}
