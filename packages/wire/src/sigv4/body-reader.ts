/**
 * The body of a request as what was meant: aws-chunked framing taken off, every promise about it checked.
 *
 * Bytes are handed on as they come, so that any size passes through little memory. What they are worth is known at the
 * end: the stream either ends, and everything held, or fails with a BodyError, and nothing may be kept.
 */
import { Transform, type TransformCallback } from 'node:stream';
import type { WireRequest } from '../types.ts';
import { type BodyCheck, checksumCheck, headerChecks, severalChecksums } from './body-checks.ts';
import { BodyError, incompleteBody, malformedTrailer } from './body-error.ts';
import { type ChecksumAlgorithm, checksumHeader, checksumOfHeader, parseChecksum } from './checksum.ts';
import { ChunkFraming, type ChunkSink, type Trailer } from './chunk-framing.ts';
import { ChunkSignatures } from './chunk-signatures.ts';
import { payloadExpectation } from './payload-expectation.ts';
import { type CanonicalHeaders, readHeaders } from './request-headers.ts';
import type { PayloadExpectation, SignatureClaim } from './signature-claim.ts';
import type { SignatureError } from './signature-error.ts';
import type { SigningKey } from './signing-key-cache.ts';

const reliefBytes = 2 * 2 ** 20;

/** A stream of the bytes that were meant, or the error where the headers alone are wrong already. */
export type BodyReaderOutcome =
  | { readonly ok: true; readonly stream: Transform }
  | { readonly ok: false; readonly error: SignatureError };

/** What a reader of a signed body needs beside its claim. */
export interface BodyReaderOptions {
  /** Comes from `verify`, for a claim whose chunks are signed. */
  readonly signingKey?: SigningKey;
  /**
   * Called each time 2 MB have passed, to let go of the buffers that they came in: V8 lets about 64 MB of them pile up
   * before it looks, more than all the rest of the process. A minor collection here takes half a millisecond.
   */
  readonly relieve?: () => void;
}

/**
 * Pipe the request through the stream with `pipeline`, so that a failure reaches both ends.
 * `claim` is undefined where the request is anonymous.
 */
export function bodyReader(
  request: WireRequest,
  claim: SignatureClaim | undefined,
  options: BodyReaderOptions = {},
): BodyReaderOutcome {
  const { signingKey } = options;
  const relief = new Relief(options.relieve);
  const { headers } = readHeaders(request);
  const payload = claim?.payload ?? anonymousPayload(headers);
  if (!('kind' in payload)) return refused(payload);
  const promised = headerChecks(claim?.service ?? 's3', payload, headers);
  if (!promised.ok) return promised;
  if (payload.kind !== 'streaming') return { ok: true, stream: new CheckedBody(promised.checks, relief) };

  const decodedBytes = readLength(headers.get('x-amz-decoded-content-length'));
  if (decodedBytes === undefined) {
    return refused({
      code: 'MissingContentLength',
      message: 'You must provide the Content-Length HTTP header.',
    });
  }
  const declared = declaredChecksum(headers, payload.trailer);
  if (!declared.ok) return declared;
  if (declared.algorithm !== undefined && hasChecksumHeader(headers)) return refused(severalChecksums);
  if (payload.signed && (claim === undefined || signingKey === undefined)) {
    throw new TypeError('A body of signed chunks needs the key that verified its request.');
  }
  const signatures =
    payload.signed && claim !== undefined && signingKey !== undefined
      ? new ChunkSignatures(claim, signingKey)
      : undefined;
  return {
    ok: true,
    stream: new ChunkedBody({
      checks: promised.checks,
      decodedBytes,
      algorithm: declared.algorithm,
      signatures,
      relief,
    }),
  };
}

/** Nobody signed, but a hash still holds, and an SDK without credentials still frames its uploads. S3 alone is asked so. */
function anonymousPayload(headers: CanonicalHeaders): PayloadExpectation | SignatureError {
  const payload = payloadExpectation('s3', 'presigned', headers.get('x-amz-content-sha256'));
  if (!('kind' in payload) || payload.kind !== 'streaming' || !payload.signed) return payload;
  return {
    code: 'InvalidRequest',
    message: 'x-amz-content-sha256 names signed chunks, and the request is not signed.',
  };
}

type DeclaredOutcome =
  | { readonly ok: true; readonly algorithm: ChecksumAlgorithm | undefined }
  | { readonly ok: false; readonly error: SignatureError };

/** S3 takes one trailer, a checksum, and wants it announced. */
function declaredChecksum(headers: CanonicalHeaders, trailer: boolean): DeclaredOutcome {
  const announced = headers.get('x-amz-trailer');
  if (!trailer) return { ok: true, algorithm: undefined };
  if (announced === undefined || announced === '') return refused(malformedTrailer);
  const names = announced.split(',').map((name) => name.trim().toLowerCase());
  if (names.length > 1 && names.every((name) => checksumOfHeader(name))) return refused(severalChecksums);
  const algorithm = names.length === 1 ? checksumOfHeader(names[0] ?? '') : undefined;
  if (algorithm === undefined) {
    return refused({
      code: 'InvalidRequest',
      message: 'The value specified in the x-amz-trailer header is not supported',
    });
  }
  return { ok: true, algorithm };
}

function hasChecksumHeader(headers: CanonicalHeaders): boolean {
  return [...headers.keys()].some((name) => checksumOfHeader(name) !== undefined);
}

function readLength(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A body without framing: passes through, and is judged at the end. */
class CheckedBody extends Transform {
  readonly #checks: readonly BodyCheck[];
  readonly #relief: Relief;

  constructor(checks: readonly BodyCheck[], relief: Relief) {
    super();
    this.#checks = checks;
    this.#relief = relief;
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    for (const check of this.#checks) check.update(bytes);
    this.#relief.passed(bytes.length);
    done(null, bytes);
  }

  override _flush(done: TransformCallback): void {
    done(firstFailure(this.#checks));
  }
}

interface ChunkedBodyOptions {
  readonly checks: readonly BodyCheck[];
  readonly decodedBytes: number;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly signatures: ChunkSignatures | undefined;
  readonly relief: Relief;
}

/** A body in aws-chunked framing: only the bytes inside the chunks come out. */
class ChunkedBody extends Transform implements ChunkSink {
  readonly #framing: ChunkFraming;
  readonly #checks: readonly BodyCheck[];
  readonly #algorithm: ChecksumAlgorithm | undefined;
  readonly #signatures: ChunkSignatures | undefined;
  readonly #relief: Relief;
  #bytesLeft: number;
  #expected: Buffer | undefined;

  constructor({ checks, decodedBytes, algorithm, signatures, relief }: ChunkedBodyOptions) {
    super();
    this.#framing = new ChunkFraming(this, signatures !== undefined);
    this.#algorithm = algorithm;
    this.#signatures = signatures;
    this.#relief = relief;
    this.#bytesLeft = decodedBytes;
    this.#checks = algorithm === undefined ? checks : [...checks, checksumCheck(algorithm, () => this.#expected)];
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    this.#relief.passed(bytes.length);
    done(failureOf(() => this.#framing.push(bytes)));
  }

  override _flush(done: TransformCallback): void {
    done(failureOf(() => this.#framing.end()) ?? (this.#bytesLeft === 0 ? null : new BodyError(incompleteBody)));
  }

  chunkStart(_bytes: number, signature: string | undefined): void {
    this.#signatures?.start(signature ?? '');
  }

  chunkData(bytes: Buffer): void {
    this.#bytesLeft -= bytes.length;
    if (this.#bytesLeft < 0) throw new BodyError(incompleteBody);
    this.#signatures?.update(bytes);
    for (const check of this.#checks) check.update(bytes);
    this.push(bytes);
  }

  chunkEnd(): void {
    this.#signatures?.end();
  }

  trailers(all: readonly Trailer[]): void {
    const trailers = this.#algorithm === undefined ? all : (this.#signatures?.verifyTrailers(all) ?? all);
    const [trailer, ...others] = trailers;
    if (others.length > 0 || (trailer === undefined) !== (this.#algorithm === undefined)) {
      throw new BodyError(malformedTrailer);
    }
    if (trailer !== undefined && this.#algorithm !== undefined) this.#expect(this.#algorithm, trailer);
    const failure = this.#bytesLeft === 0 ? firstFailure(this.#checks) : null;
    if (failure !== null) throw failure;
  }

  #expect(algorithm: ChecksumAlgorithm, [name, value]: Trailer): void {
    if (name !== checksumHeader(algorithm)) throw new BodyError(malformedTrailer);
    this.#expected = parseChecksum(algorithm, value);
    if (this.#expected === undefined) {
      throw new BodyError({ code: 'InvalidRequest', message: `Value for ${name} trailing header is invalid.` });
    }
  }
}

/** Counts what passes, and calls for relief in time. */
class Relief {
  readonly #relieve: (() => void) | undefined;
  #bytes = 0;

  constructor(relieve: (() => void) | undefined) {
    this.#relieve = relieve;
  }

  passed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < reliefBytes) return;
    this.#bytes = 0;
    this.#relieve?.();
  }
}

function firstFailure(checks: readonly BodyCheck[]): BodyError | null {
  for (const check of checks) {
    const error = check.finish();
    if (error !== undefined) return new BodyError(error);
  }
  return null;
}

function failureOf(step: () => void): BodyError | null {
  try {
    step();
    return null;
  } catch (error) {
    if (error instanceof BodyError) return error;
    throw error;
  }
}

function refused(error: SignatureError): { readonly ok: false; readonly error: SignatureError } {
  return { ok: false, error };
}
