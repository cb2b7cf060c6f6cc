/** The body of a request, whole or as a stream, within its limits; and what is left of one that was refused. */
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import type { AwsError } from '#kernel/aws-error';
import type { Timers } from '#kernel/timers';
import { cutOff, noRoom, tooLarge, tooLate, tooSlow } from './body-errors.ts';
import type { GatewayLimits } from './limits.ts';
import { Pace } from './pace.ts';

const noBytes: Buffer = Buffer.alloc(0);

/** How much of all the bodies under way is in memory. Those that stream do not count: they are known, and hold a few chunks each. */
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

export interface Reading {
  readonly limits: GatewayLimits;
  readonly timers: Timers;
  /** Called once it is certain that all of the body is wanted. */
  readonly willRead: () => void;
}

/** Takes room for so much of a body; false where there is none. */
export type Take = (bytes: number) => boolean;

/** Throws an AwsError for one that is too large, too slow, cut off, or for which there is no room now. */
export async function readBody(request: IncomingMessage, reading: Reading, take: Take): Promise<Buffer> {
  const { bodyBytesMax } = reading.limits;
  if (!hasBody(request)) return noBytes;
  const announced = request.headers['content-length'];
  if (Number(announced ?? 0) > bodyBytesMax) throw tooLarge(bodyBytesMax);
  if (request.destroyed && !request.complete) throw cutOff();
  reading.willRead();
  // A small body mostly comes in one packet with its head, and the parser has told of it when it has told of that.
  await undefined;
  const here = request.readableLength;
  if (here !== Number(announced) || here === 0) return await readOn(request, reading, take);
  if (!take(here)) throw noRoom();
  const body = request.read() as Buffer;
  // So that it ends, too.
  request.resume();
  return body;
}

/** What is still to come. */
async function readOn(
  request: IncomingMessage,
  { limits: { bodyBytesMax, requestMsMax }, timers }: Reading,
  take: Take,
): Promise<Buffer> {
  if (request.destroyed) throw cutOff();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise<Buffer>((resolve, reject) => {
    const refuse = (refusal: AwsError): void => {
      stop();
      request.pause();
      reject(refusal);
    };
    const onChunk = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) refuse(tooLarge(bodyBytesMax));
      else if (!take(chunk.length)) refuse(noRoom());
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      resolve(chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks));
    };
    const onGone = (): void => {
      if (!request.complete) refuse(cutOff());
    };
    const inTime = timers.after(requestMsMax, () => refuse(tooLate()));
    const stop = (): void => {
      inTime();
      request.off('data', onChunk).off('end', onEnd).off('close', onGone);
    };
    request.on('error', onGone);
    request.on('data', onChunk).on('end', onEnd).on('close', onGone);
  });
}

/**
 * The body into `sink`, as fast as both sides go. A body that is cut off or too slow destroys the sink with an AwsError; a sink that ends
 * before the body leaves the rest of it unread.
 */
export function pumpBody(request: IncomingMessage, sink: Writable, { limits, timers, willRead }: Reading): void {
  const { streamIdleMsMax, streamWindowMs, streamWindowBytesMin } = limits;
  const window = { ms: streamWindowMs, bytesMin: streamWindowBytesMin };
  const fail = (error: AwsError): void => {
    stop();
    sink.destroy(error);
  };
  const pace = new Pace({ idleMsMax: streamIdleMsMax, window }, timers, () => fail(tooSlow()));
  const onChunk = (chunk: Buffer): void => {
    pace.moved(chunk.length);
    if (sink.write(chunk)) return;
    request.pause();
    pace.rests();
  };
  const onDrain = (): void => {
    pace.waits();
    request.resume();
  };
  const onEnd = (): void => {
    stop();
    sink.end();
  };
  const onGone = (): void => {
    if (!request.complete) fail(cutOff());
  };
  const stop = (): void => {
    pace.end();
    request.off('data', onChunk).off('end', onEnd).off('close', onGone).pause();
    sink.off('drain', onDrain).off('close', stop);
  };
  willRead();
  sink.on('drain', onDrain).on('close', stop);
  request.on('error', onGone).on('end', onEnd).on('close', onGone);
  if (request.destroyed) {
    onGone();
    return;
  }
  pace.waits();
  request.on('data', onChunk);
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
