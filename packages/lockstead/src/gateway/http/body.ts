/** The body of a request, whole or as a stream, within its limits; and what is left of one that was refused. */
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import type { AwsError } from '#kernel/aws-error';
import type { Timers } from '#kernel/timers';
import type { Metrics } from '../metrics.ts';
import { cutOff, noRoom, tooLarge, tooLate, tooSlow } from './body-errors.ts';
import type { GatewayLimits } from './limits.ts';
import { Pace } from './pace.ts';

const noBytes: Buffer = Buffer.alloc(0);

/** A body that is still arriving, and can be refused to make room. */
export interface Arriving {
  refuse(error: AwsError): void;
}

/**
 * How much of all the bodies under way is in memory. Those that stream do not count: they are known, and hold a few chunks each. When there is
 * no room for more, the body that has been arriving longest is refused: an honest one is here within moments.
 */
export class BodyBudget {
  readonly #bytesMax: number;
  /** In the order in which they began. */
  readonly #arriving = new Set<Arriving>();
  #held = 0;

  constructor({ bodiesBytesMax }: Pick<GatewayLimits, 'bodiesBytesMax'>, metrics: Metrics) {
    this.#bytesMax = bodiesBytesMax;
    metrics.gauge('body_bytes', 'Bytes of request bodies that are held in memory.', () => this.#held);
    metrics.gauge('bodies_arriving', 'Request bodies that are still arriving.', () => this.#arriving.size);
  }

  began(arriving: Arriving): void {
    this.#arriving.add(arriving);
  }

  ended(arriving: Arriving): void {
    this.#arriving.delete(arriving);
  }

  /** False where there is no room for so much more of `own`, or of a body that came whole. */
  take(bytes: number, own?: Arriving): boolean {
    for (const oldest of this.#arriving) {
      if (this.#held + bytes <= this.#bytesMax) break;
      if (oldest === own) return false;
      this.#arriving.delete(oldest);
      oldest.refuse(noRoom());
    }
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

export interface Pumping {
  readonly limits: GatewayLimits;
  readonly timers: Timers;
  /** Called once it is certain that all of the body is wanted. */
  readonly willRead: () => void;
}

export interface Reading extends Pumping {
  readonly bytesMax: number;
}

/** What a body that is read whole asks of the request that it belongs to. */
export interface Room {
  /** Takes room for so much of it; false where there is none. */
  take(bytes: number, own?: Arriving): boolean;
  /** It is still arriving: its request is not at work meanwhile. */
  arrives(body: Arriving): void;
  /** All of it is here, or it was refused. Answers whether its request goes on; where it does not, what the body held is given back. */
  arrived(body: Arriving, whole: boolean): boolean;
}

/** Throws an AwsError for one that is too large, too slow, cut off, or for which there is no room now. */
export async function readBody(request: IncomingMessage, reading: Reading, room: Room): Promise<Buffer> {
  const { bytesMax } = reading;
  if (!hasBody(request)) return noBytes;
  const announced = request.headers['content-length'];
  if (Number(announced ?? 0) > bytesMax) throw tooLarge(bytesMax);
  if (request.destroyed && !request.complete) throw cutOff();
  reading.willRead();
  // A small body mostly comes in one packet with its head, and the parser has told of it when it has told of that.
  await undefined;
  const here = request.readableLength;
  if (here !== Number(announced) || here === 0) return await readOn(request, reading, room);
  if (!room.take(here)) throw noRoom();
  const body = request.read() as Buffer;
  // So that it ends, too.
  request.resume();
  return body;
}

/** What is still to come. */
async function readOn(request: IncomingMessage, { limits, timers, bytesMax }: Reading, room: Room): Promise<Buffer> {
  if (request.destroyed) throw cutOff();
  const { requestMsMax, bodyIdleMsMax, bodyWindowMs, bodyWindowBytesMin } = limits;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise<Buffer>((resolve, reject) => {
    const refuse = (refusal: AwsError): void => {
      stop(false);
      chunks.length = 0;
      request.pause();
      reject(refusal);
    };
    const body: Arriving = { refuse };
    const onChunk = (chunk: Buffer): void => {
      bytes += chunk.length;
      pace.moved(chunk.length);
      if (bytes > bytesMax) refuse(tooLarge(bytesMax));
      else if (!room.take(chunk.length, body)) refuse(noRoom());
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      if (!stop(true)) reject(noRoom());
      else resolve(chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks));
    };
    const onGone = (): void => {
      if (!request.complete) refuse(cutOff());
    };
    const inTime = timers.after(requestMsMax, () => refuse(tooLate()));
    const window = { ms: bodyWindowMs, bytesMin: bodyWindowBytesMin };
    const pace = new Pace({ idleMsMax: bodyIdleMsMax, window }, timers, () => refuse(tooLate()));
    const stop = (whole: boolean): boolean => {
      inTime();
      pace.end();
      request.off('data', onChunk).off('end', onEnd).off('close', onGone);
      return room.arrived(body, whole);
    };
    room.arrives(body);
    pace.waits();
    request.on('error', onGone);
    request.on('data', onChunk).on('end', onEnd).on('close', onGone);
  });
}

/**
 * The body into `sink`, as fast as both sides go. A body that is cut off or too slow destroys the sink with an AwsError; a sink that ends
 * before the body leaves the rest of it unread.
 */
export function pumpBody(request: IncomingMessage, sink: Writable, { limits, timers, willRead }: Pumping): void {
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
