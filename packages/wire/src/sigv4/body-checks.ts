/**
 * What the headers promise about a body's bytes, computed while they pass: its SHA-256, its MD5, one checksum.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, checksumAlgorithms, checksumHeader, newChecksum, parseChecksum } from './checksum.ts';
import { checkPayload } from './payload-expectation.ts';
import type { CanonicalHeaders } from './request-headers.ts';
import { isS3Family, type PayloadExpectation } from './signature-claim.ts';
import type { SignatureError } from './signature-error.ts';

export interface BodyCheck {
  update(bytes: Uint8Array): void;
  /** The verdict; to be called once, after the last byte. */
  finish(): SignatureError | undefined;
}

export type ChecksOutcome =
  | { readonly ok: true; readonly checks: readonly BodyCheck[] }
  | { readonly ok: false; readonly error: SignatureError };

/** The checks of all headers; a value that cannot be one is refused before any byte is read. */
export function headerChecks(service: string, payload: PayloadExpectation, headers: CanonicalHeaders): ChecksOutcome {
  const checks: BodyCheck[] = [];
  if (payload.kind === 'sha256') checks.push(payloadCheck(service, payload));

  const md5 = headers.get('content-md5');
  if (md5 !== undefined) {
    const expected = Buffer.from(md5, 'base64');
    if (expected.length !== 16 || expected.toString('base64') !== md5) {
      return refused({ code: 'InvalidDigest', message: 'The Content-MD5 you specified was invalid.' });
    }
    checks.push(md5Check(expected));
  }

  if (isS3Family(service) && hasUnknownChecksum(headers)) return refused(unknownChecksum);
  const named = checksumAlgorithms.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  if (named.length > 1) return refused(severalChecksums);
  for (const algorithm of named) {
    const expected = parseChecksum(algorithm, headers.get(checksumHeader(algorithm)) ?? '');
    if (expected === undefined) {
      return refused({ code: 'InvalidRequest', message: `Value for ${checksumHeader(algorithm)} header is invalid.` });
    }
    checks.push(checksumCheck(algorithm, () => expected));
  }
  return { ok: true, checks };
}

/** What S3's headers of this prefix may be: checksums, those too that nobody computes here, and what is said of them. */
const checksumHeaders: ReadonlySet<string> = new Set([
  ...checksumAlgorithms.map(checksumHeader),
  ...['md5', 'sha512', 'xxhash3', 'xxhash64', 'xxhash128', 'algorithm', 'mode', 'type'].map(
    (name) => `x-amz-checksum-${name}`,
  ),
]);

const unknownChecksum: SignatureError = {
  code: 'InvalidRequest',
  message: 'The algorithm type you specified in x-amz-checksum- header is invalid.',
};

/** One that S3 has not would be a promise that nobody keeps. */
function hasUnknownChecksum(headers: CanonicalHeaders): boolean {
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-checksum-') && !checksumHeaders.has(name)) return true;
  }
  return false;
}

export const severalChecksums: SignatureError = {
  code: 'InvalidRequest',
  message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
};

/** `expected` is asked for at the end, when a trailer has told it. */
export function checksumCheck(algorithm: ChecksumAlgorithm, expected: () => Buffer | undefined): BodyCheck {
  const checksum = newChecksum(algorithm);
  return {
    update(bytes) {
      checksum.update(bytes);
    },
    finish() {
      return expected()?.equals(checksum.digest()) === true ? undefined : badChecksum(algorithm);
    },
  };
}

function badChecksum(algorithm: ChecksumAlgorithm): SignatureError {
  return {
    code: 'BadDigest',
    message: `The ${algorithm} you specified did not match the calculated checksum.`,
  };
}

function payloadCheck(service: string, payload: PayloadExpectation): BodyCheck {
  const hash = createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    finish() {
      return checkPayload(service, payload, hash.digest('hex'));
    },
  };
}

function md5Check(expected: Buffer): BodyCheck {
  const hash = createHash('md5');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    finish() {
      const computed = hash.digest();
      if (computed.equals(expected)) return undefined;
      return {
        code: 'BadDigest',
        message: 'The Content-MD5 you specified did not match what we received.',
        // One in hex, the other in base64: that is how S3 says it.
        members: { ExpectedDigest: expected.toString('hex'), CalculatedDigest: computed.toString('base64') },
      };
    },
  };
}

function refused(error: SignatureError): ChecksOutcome {
  return { ok: false, error };
}
