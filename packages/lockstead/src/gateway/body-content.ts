/** What a body says that has been read whole, when it is what its head promised. */
import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  BodyError,
  bodyReader,
  checkPayload,
  checksumOfHeader,
  isS3Family,
  type OperationModel,
  type SignatureClaim,
  type SigningKey,
  type WireRequest,
} from '@lockstead/wire';
import { type RefusingService, refuse } from './refuse.ts';

export interface Signed {
  readonly claim?: SignatureClaim;
  readonly signingKey?: SigningKey;
}

/**
 * Outside of S3 the signature vouches for the body, by its hash. S3's services have further promises (MD5, checksums, framing), signed or
 * not, each of which is kept or the body is worth nothing.
 */
export async function contentOf(
  request: WireRequest,
  { claim, signingKey }: Signed,
  body: Buffer,
  asked: RefusingService,
): Promise<Buffer> {
  if (!isS3Family(asked.signingName)) {
    if (claim?.payload.kind !== 'sha256') return body;
    const differing = checkPayload(claim.service, claim.payload, hash('sha256', body, 'hex'));
    if (differing !== undefined) throw refuse(asked, differing);
    return body;
  }
  const reading = bodyReader(aboutItsBody(request, asked.model), claim, signingKey === undefined ? {} : { signingKey });
  if (!reading.ok) throw refuse(asked, reading.error);
  try {
    reading.stream.end(body);
    return await buffer(reading.stream);
  } catch (error) {
    throw error instanceof BodyError ? refuse(asked, error.answer) : error;
  }
}

/** Without checksums that the operation takes for itself: CompleteMultipartUpload is told that of the object, not of its own body. */
function aboutItsBody(request: WireRequest, model: OperationModel | undefined): WireRequest {
  const taken = new Set(model?.input?.members().map(({ traits }) => traits.httpHeader?.toLowerCase()));
  const { rawHeaders } = request;
  const isTaken = (name: string): boolean => checksumOfHeader(name) !== undefined && taken.has(name);
  const kept = rawHeaders.filter((_, at) => !isTaken(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ''));
  return kept.length === rawHeaders.length ? request : { ...request, rawHeaders: kept };
}
