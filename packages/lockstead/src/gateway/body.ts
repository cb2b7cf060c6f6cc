/** Reading the body of a request whole, within its limits; and what is left of one that was refused. */
import type { IncomingMessage } from 'node:http';
import { AwsError } from '#kernel/aws-error';
import type { Timers } from '#kernel/timers';
import type { GatewayLimits } from './limits.ts';

const noBytes: Buffer = Buffer.alloc(0);

/** How much of all the bodies under way is in memory. */
export class BodyBudget {
  readonly #bytesMax: number;
  #held = 0;

  constructor({ bodiesBytesMax }: Pick<GatewayLimits, 'bodiesBytesMax'>) {
    this.#bytesMax = bodiesBytesMax;
  }

  /** False where there is no room for so much more. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#bytesMax) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}

export function hasBody({ headers }: IncomingMessage): boolean {
  const declared = headers['content-length'];
  return (declared !== undefined && declared !== '0') || headers['transfer-encoding'] !== undefined;
}

/** Throws an AwsError for one that is too large, cut off, or for which there is no room now. `willRead` is called once it is certain that all of it is wanted. */
export async function readBody(
  request: IncomingMessage,
  { bodyBytesMax }: GatewayLimits,
  take: (bytes: number) => boolean,
  willRead: () => void,
): Promise<Buffer> {
  if (!hasBody(request)) return noBytes;
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw tooLarge(bodyBytesMax);
  willRead();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise<Buffer>((resolve, reject) => {
    const onChunk = (chunk: Buffer): void => {
      bytes += chunk.length;
      const refusal = bytes > bodyBytesMax ? tooLarge(bodyBytesMax) : take(chunk.length) ? undefined : noRoom();
      if (refusal !== undefined) {
        request.off('data', onChunk);
        request.pause();
        reject(refusal);
        return;
      }
      chunks.push(chunk);
    };
    request.on('data', onChunk);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks)));
    request.on('error', () => reject(cutOff()));
    request.on('close', () => {
      if (!request.complete) reject(cutOff());
    });
  });
}

/** Throws away what still comes, within limits, and then calls `ended`, once. */
export function linger(
  request: IncomingMessage,
  { lingerBytesMax, lingerMsMax }: GatewayLimits,
  timers: Timers,
  ended: () => void,
): void {
  let bytes = 0;
  const end = (): void => {
    cancel();
    request.off('data', onChunk).off('end', end).off('close', end);
    ended();
  };
  const onChunk = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > lingerBytesMax) end();
  };
  const cancel = timers.after(lingerMsMax, end);
  // Whoever breaks off now has what he needs, or does not want it.
  request.on('error', () => undefined);
  request.on('data', onChunk).once('end', end).once('close', end);
  request.resume();
}

function tooLarge(bodyBytesMax: number): AwsError {
  return new AwsError(
    { code: 'RequestEntityTooLarge', httpStatus: 413, fault: 'client' },
    `The request body is larger than ${bodyBytesMax} bytes.`,
  );
}

function noRoom(): AwsError {
  return new AwsError({ code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' }, 'Rate exceeded');
}

function cutOff(): AwsError {
  return new AwsError({ code: 'IncompleteBody', httpStatus: 400, fault: 'client' }, 'The request body ended early.');
}
