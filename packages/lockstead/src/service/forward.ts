/** What goes on to a backend, and what comes back; see behind.ts. */
import type { Readable } from 'node:stream';
import type { WireRequest, WireResponse } from '@lockstead/wire';

/** What came in, for whoever passes it on. */
export interface ForwardRequest {
  /** As it was sent, signature and all. */
  readonly request: WireRequest;
  /** Without the framing of `aws-chunked`. Whole and checked, or a stream that fails at its end where it does not hold. */
  readonly body: Buffer | Readable;
}

/** What came back. */
export interface Forwarded {
  /** Goes to the client as it is, with our request id. A body that streams is destroyed when the client goes away. */
  readonly response: WireResponse;
  /** What a backend that refused said, for the event; absent where it did what was asked. */
  readonly refused?: { readonly code: string; readonly message: string };
  /** What it answered, by AWS's member names, as far as it is known: for the event of an operation that is not a read. */
  readonly output?: object;
}
