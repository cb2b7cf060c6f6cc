import type { Writable } from 'node:stream';
import type { WireRequest } from '@lockstead/wire';
import type { Transport } from '#service/request-context';

/** A request as the listener hands it over. Of the body, whichever way is taken first is the only one. */
export interface Incoming {
  readonly request: WireRequest;
  readonly transport: Transport;
  /** Throws an AwsError for a body that is too large, too slow or cut off. */
  readBody(): Promise<Buffer>;
  /** The body as it comes; an AwsError destroys the sink where it is too slow or cut off. */
  pumpBody(sink: Writable): void;
  /** The limit of a body that streams. */
  readonly streamBytesMax: number;
}
