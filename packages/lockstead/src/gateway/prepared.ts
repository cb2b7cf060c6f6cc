import type { ForwardRequest } from '#service/forward';
import type { RequestContext } from '#service/request-context';
import type { Within } from './record/recorder.ts';
import type { Route } from './route-operation.ts';
import type { Transfer } from './transfer.ts';

/** What is known of a request once it is authenticated and decoded; the input to judging, carrying out and recording. */
export interface Prepared {
  readonly route: Route;
  readonly context: RequestContext;
  readonly input: object;
  readonly ignored: readonly string[];
  /** The transaction of the call that made it. */
  readonly within: Within | undefined;
  /** Where its body or its answer streams over a socket. */
  readonly transfer: Transfer | undefined;
  /** As it came; absent for calls between services. */
  readonly sent: ForwardRequest | undefined;
}
