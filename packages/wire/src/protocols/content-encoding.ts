/**
 * Bodies that clients compress: SDKs do so with PutMetricData from 10 KB on. What comes out is limited, so that a bomb is an error and no more.
 * REST protocols are left alone: there Content-Encoding may be the object's own.
 * AWS: https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
 */
import { gunzipSync } from 'node:zlib';
import { inflatedBytesMax } from '../limits.ts';
import type { WireRequest } from '../types.ts';
import { serialization } from './fault.ts';

/** The body as it was before compression; `aws-chunked` is undone before anything comes here. */
export function plainBody(request: WireRequest, body: Uint8Array): Uint8Array {
  const encoding = request.headers['content-encoding'];
  if (typeof encoding !== 'string' || body.length === 0) return body;
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  const compressed = codings.filter((coding) => coding !== 'aws-chunked' && coding !== 'identity' && coding !== '');
  if (compressed.length === 0) return body;
  // AWS's clients know gzip alone, and no one compresses twice.
  if (compressed.length > 1 || compressed[0] !== 'gzip') throw serialization();
  try {
    return gunzipSync(body, { maxOutputLength: inflatedBytesMax });
  } catch {
    throw serialization();
  }
}
