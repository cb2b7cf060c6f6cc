/**
 * The chain of signatures through an aws-chunked body: each chunk's covers its bytes and the signature before it, the
 * first one's the request's, so that no chunk can be changed, left out or moved.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * and https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import { createHash, type Hash, hash } from 'node:crypto';
import { BodyError, brokenFraming, malformedTrailer } from './body-error.ts';
import { credentialScope } from './canonical-request.ts';
import type { Trailer } from './chunk-framing.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { signatureMismatch } from './signature-mismatch.ts';
import type { SigningKey } from './signing-key-cache.ts';
import { isSignedBy } from './verify.ts';

const emptySha256 = hash('sha256', '');
const trailerSignature = 'x-amz-trailer-signature';

export class ChunkSignatures {
  readonly #claim: SignatureClaim;
  readonly #key: SigningKey;
  #previous: string;
  #current = '';
  #hash: Hash = createHash('sha256');

  constructor(claim: SignatureClaim, key: SigningKey) {
    this.#claim = claim;
    this.#key = key;
    this.#previous = claim.signature;
  }

  /** SigV4a's signatures differ in length and are filled up with stars, so that a body's length is known beforehand. */
  start(signature: string): void {
    this.#current = withoutPadding(signature);
    this.#hash = createHash('sha256');
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Throws a BodyError where the chunk that ends here is not the signer's. */
  end(): void {
    this.#demand('PAYLOAD', `${emptySha256}\n${this.#hash.digest('hex')}`, this.#current);
  }

  /** Takes the signature from the trailers, and answers the others, all of them vouched for. */
  verifyTrailers(trailers: readonly Trailer[]): readonly Trailer[] {
    // S3 tells a signed body without any trailer from one whose trailer is wrong.
    if (trailers.length === 0) throw new BodyError(brokenFraming);
    const signatures = trailers.filter(([name]) => name === trailerSignature);
    const [signature] = signatures;
    if (signature === undefined || signatures.length > 1) throw new BodyError(malformedTrailer);
    const others = trailers.filter(([name]) => name !== trailerSignature);
    const lines = others.map(([name, value]) => `${name}:${value}\n`).sort();
    this.#demand('TRAILER', hash('sha256', lines.join('')), withoutPadding(signature[1]));
    return others;
  }

  #demand(kind: 'PAYLOAD' | 'TRAILER', digests: string, signature: string): void {
    const claim = this.#claim;
    const text = `${claim.algorithm}-${kind}\n${claim.amzDate}\n${credentialScope(claim)}\n${this.#previous}\n${digests}`;
    if (!isSignedBy(this.#key, text, signature)) {
      throw new BodyError(signatureMismatch({ ...claim, signature }, { canonicalRequest: '', stringToSign: text }));
    }
    this.#previous = signature;
  }
}

function withoutPadding(signature: string): string {
  const star = signature.indexOf('*');
  return star < 0 ? signature : signature.slice(0, star);
}
