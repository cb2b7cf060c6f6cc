/** What a request says about who signed it, before anything of it is believed. */
import type { SignatureError } from './signature-error.ts';

export type SignatureMode = 'header' | 'presigned' | 'post';

/** SigV4, and SigV4a, which signs for several regions. */
export type SignatureAlgorithm = 'AWS4-HMAC-SHA256' | 'AWS4-ECDSA-P256-SHA256';

/** What the claim promises about the body. */
export type PayloadExpectation =
  /** The SHA-256 of the body, in lower-case hex: verified with at once, and the body compared as it streams. */
  | { readonly kind: 'sha256'; readonly hex: string }
  /** No hash is claimed: the server hashes the body itself, so it has to be read before the signature can be checked. */
  | { readonly kind: 'wholeBody' }
  /** `UNSIGNED-PAYLOAD`: the body is not bound to the signature. S3 alone takes it. */
  | { readonly kind: 'unsigned' }
  /** `STREAMING-…`: the body comes in chunks of its own framing (aws-chunked), each signed or none, with or without a trailer. */
  | {
      readonly kind: 'streaming';
      readonly value: string;
      readonly signed: boolean;
      readonly trailer: boolean;
      readonly algorithm: SignatureAlgorithm;
    };

/** What a request says of its signature. Nothing of it is verified. */
export interface SignatureClaim {
  /** `header`: an Authorization header. `presigned`: query parameters of a URL. `post`: fields of a form. */
  readonly mode: SignatureMode;
  /** `AWS`: Signature Version 2, of a form or a URL of S3; it has no date, no region and no scope. */
  readonly algorithm: SignatureAlgorithm | 'AWS';
  readonly accessKeyId: string;
  /** Of the credential scope: `20150830`. Equal to the day of `amzDate`. */
  readonly date: string;
  /** Empty for SigV4a, which signs for the regions of `regionSet`, and for Version 2. */
  readonly region: string;
  readonly service: string;
  /** `20150830T123600Z`, as it stands in the string to sign. */
  readonly amzDate: string;
  /** The same in milliseconds since 1970; 0 where the signature does not say. */
  readonly signedAt: number;
  /** Lower case, sorted, each once. */
  readonly signedHeaders: readonly string[];
  /** Hex, as sent. */
  readonly signature: string;
  readonly payload: PayloadExpectation;
  readonly sessionToken?: string;
  /** Of a URL that is signed by Version 2: until when it is good, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Presigned only. */
  readonly expiresSeconds?: number;
  /** SigV4a only: `us-east-1,eu-*` split at the commas. */
  readonly regionSet?: readonly string[];
}

/** Of a request without a signature, with one, or with one that cannot be read. */
export type ClaimOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'claim'; readonly claim: SignatureClaim }
  | { readonly kind: 'malformed'; readonly error: SignatureError };

/** Services that sign paths as sent, encode them once, and sign payloads by name (`UNSIGNED-PAYLOAD`, `STREAMING-…`). */
const s3Family: ReadonlySet<string> = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts']);

/** Whether a credential scope's service follows S3's rules. */
export function isS3Family(service: string): boolean {
  return s3Family.has(service);
}
