import type { Writable } from 'node:stream';
import type { WireRequest } from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';
import type { Transport } from '#service/request-context';
import type { PostedForm } from './form/posted-form.ts';

/** A request as the listener hands it over. Of the body, whichever way is taken first is the only one. */
export interface Incoming {
  readonly request: WireRequest;
  /** Every answer bears it, whoever gives it. */
  readonly requestId: RequestId;
  readonly transport: Transport;
  /** Where it is the upload that a form asks for. */
  readonly form?: PostedForm;
  /** Told once it is certain who signed it: its connection is no stranger's any more. `principal` is an ARN or a service's name. */
  authenticated(principal: string): void;
  /** Throws an AwsError for a body that is too large, too slow or cut off. `bytesMax`: the operation's own limit. */
  readBody(bytesMax?: number): Promise<Buffer>;
  /** The body as it comes; an AwsError destroys the sink where it is too slow or cut off. */
  pumpBody(sink: Writable): void;
  /** The limit of a body that streams. */
  readonly streamBytesMax: number;
}
