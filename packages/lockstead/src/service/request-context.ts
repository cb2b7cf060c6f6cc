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
  /** `TLSv1.3`, cipher suite. */
  readonly tls?: { readonly version: string; readonly cipher: string };
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
  readonly calledVia?: CalledVia;
  /** The resource for which a service calls in its own name. */
  readonly onBehalfOf?: { readonly sourceArn: string; readonly sourceAccount: AccountId };
  readonly clock: Clock;
  readonly entropy: Entropy;
}
