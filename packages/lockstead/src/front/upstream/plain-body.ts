/** Bodies that SDKs compress (PutMetricData), as they were before: what was decided on is what is sent. The gateway found them sound. */
import { gunzipSync } from 'node:zlib';
import type { WireRequest } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { inflatedBytesMax } from './limits.ts';

/** @throws AwsError for a coding that is none of gzip. */
export function plainBody({ headers }: WireRequest, body: Buffer): Buffer {
  const encoding = headers['content-encoding'] ?? '';
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  const compressed = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked' && coding !== 'identity');
  if (compressed.length === 0 || body.length === 0) return body;
  try {
    if (compressed.length === 1 && compressed[0] === 'gzip') {
      return gunzipSync(body, { maxOutputLength: inflatedBytesMax });
    }
  } catch {
    // Said below.
  }
  throw new AwsError(
    { code: 'SerializationException', httpStatus: 400, fault: 'client' },
    'The body is compressed in a way that cannot be read.',
  );
}
