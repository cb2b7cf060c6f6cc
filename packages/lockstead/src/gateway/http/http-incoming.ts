/** A request of HTTP as the steps see it: its head, and its body when somebody asks for it. */
import type { Writable } from 'node:stream';
import type { WireRequest } from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { Transport } from '#service/request-context';
import type { Incoming } from '../incoming.ts';
import { type Arriving, type BodyBudget, type Pumping, pumpBody, type Room, readBody } from './body.ts';
import { noRoom } from './body-errors.ts';
import type { GatewayLimits } from './limits.ts';
import { continueIfAwaited, type Exchange } from './respond.ts';
import type { Target } from './target.ts';
import type { WorkInFlight } from './work-in-flight.ts';

/** What all requests share. */
export interface Receiving {
  readonly limits: GatewayLimits;
  readonly timers: Timers;
  readonly bodies: BodyBudget;
  readonly work: WorkInFlight;
}

/** A request as its head told it. */
export interface Head {
  readonly requestId: RequestId;
  readonly target: Target;
  readonly transport: Transport;
  /** Told by whom it is signed, once that is certain. */
  readonly authenticated: (principal: string) => void;
}

export class HttpIncoming implements Incoming, Room {
  readonly request: WireRequest;
  readonly requestId: RequestId;
  readonly transport: Transport;
  readonly #exchange: Exchange;
  readonly #receiving: Receiving;
  readonly #authenticated: Head['authenticated'];

  constructor(exchange: Exchange, { requestId, target, transport, authenticated }: Head, receiving: Receiving) {
    const { path, query } = target;
    const { method = 'GET', headers, rawHeaders } = exchange.request;
    this.request = { method, path, query, headers, rawHeaders };
    this.requestId = requestId;
    this.transport = transport;
    this.#exchange = exchange;
    this.#receiving = receiving;
    this.#authenticated = authenticated;
  }

  get streamBytesMax(): number {
    return this.#receiving.limits.streamBytesMax;
  }

  authenticated(principal: string): void {
    this.#authenticated(principal);
  }

  async readBody(bytesMax: number = this.#receiving.limits.bodyBytesMax): Promise<Buffer> {
    return await readBody(this.#exchange.request, { ...this.#reading, bytesMax }, this);
  }

  pumpBody(sink: Writable): void {
    if (!this.#receiving.work.streamsIn(this.#exchange)) {
      sink.destroy(noRoom());
      return;
    }
    pumpBody(this.#exchange.request, sink, this.#reading);
  }

  get #reading(): Pumping {
    const { limits, timers } = this.#receiving;
    return { limits, timers, willRead: () => continueIfAwaited(this.#exchange) };
  }

  /** The listener gives it back when the answer is out or the connection gone. */
  take(bytes: number, own?: Arriving): boolean {
    const hasRoom = !this.#exchange.response.closed && this.#receiving.bodies.take(bytes, own);
    if (hasRoom) this.#exchange.heldBytes += bytes;
    return hasRoom;
  }

  arrives(body: Arriving): void {
    this.#receiving.bodies.began(body);
    this.#receiving.work.leave(this.#exchange);
  }

  arrived(body: Arriving, whole: boolean): boolean {
    const { bodies, work } = this.#receiving;
    bodies.ended(body);
    if (whole && work.enter(this.#exchange)) return true;
    bodies.giveBack(this.#exchange.heldBytes);
    this.#exchange.heldBytes = 0;
    return false;
  }
}
