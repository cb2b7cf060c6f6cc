import type { Clock, Instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import type { Session } from './session.ts';

/** How the request came to us; absent parts are those that an internal call does not have. */
export interface Transport {
  /** The client's address: the peer's, or what a trusted proxy says. */
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly secure: boolean;
  readonly referer?: string;
  readonly host?: string;
  /** Whether a browser posted it as a form. */
  readonly isForm?: true;
  /** `TLSv1.3`, cipher suite. */
  readonly tls?: { readonly version: string; readonly cipher: string };
}

/** How a request was signed, as its signature proves it. */
export interface RequestSignature {
  /** An Authorization header, a presigned URL, or the fields of a form that a browser posts to S3. */
  readonly mode: 'header' | 'presigned' | 'post';
  readonly algorithm: 'AWS4-HMAC-SHA256' | 'AWS4-ECDSA-P256-SHA256' | 'AWS';
  /** When its signer says that it was signed; for a form, when its policy was. Of Version 2 (`AWS`), which does not say, 1970. */
  readonly signedAt: Instant;
  /** `x-amz-content-sha256` as sent: a hash in hex, `UNSIGNED-PAYLOAD`, or a `STREAMING-` name. Absent where it was not. */
  readonly contentSha256?: string;
  /** Of a presigned URL: for how long it was made. */
  readonly expiresSeconds?: number;
}

/** Who passed a call on: the services between the caller and here, outermost first. */
export interface CalledVia {
  readonly services: readonly string[];
}

/** What every step and every operation knows of the request at hand. */
export interface RequestContext {
  readonly requestId: RequestId;
  readonly at: Instant;
  /** Where the request was sent, by its signature. */
  readonly region: Region;
  readonly session: Session;
  /** The account that is billed for and holds the call: the caller's own. */
  readonly account: AccountId;
  readonly transport: Transport;
  /** Absent for requests that nobody signed, and for calls between services. */
  readonly signature?: RequestSignature;
  readonly calledVia?: CalledVia;
  /** The resource for which a service calls in its own name. */
  readonly onBehalfOf?: { readonly sourceArn: string; readonly sourceAccount: AccountId };
  readonly clock: Clock;
  readonly entropy: Entropy;
}
