/** Reading the body of a request whole, within its limits; and what is left of one that was refused. */
import type { IncomingMessage } from 'node:http';
import { AwsError } from '#kernel/aws-error';
import type { Timers } from '#kernel/timers';
import type { GatewayLimits } from './limits.ts';

const noBytes: Buffer = Buffer.alloc(0);

export function hasBody({ headers }: IncomingMessage): boolean {
  const declared = headers['content-length'];
  return (declared !== undefined && declared !== '0') || headers['transfer-encoding'] !== undefined;
}

/** Throws an AwsError for one that is too large or cut off. `willRead` is called once it is certain that all of it is wanted. */
export async function readBody(
  request: IncomingMessage,
  { bodyBytesMax }: GatewayLimits,
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
      if (bytes > bodyBytesMax) {
        request.off('data', onChunk);
        request.pause();
        reject(tooLarge(bodyBytesMax));
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

function cutOff(): AwsError {
  return new AwsError({ code: 'IncompleteBody', httpStatus: 400, fault: 'client' }, 'The request body ended early.');
}
