/** A request of HTTP as the steps see it: its head, and its body when somebody asks for it. */
import type { Writable } from 'node:stream';
import type { WireRequest } from '@lockstead/wire';
import type { Timers } from '#kernel/timers';
import type { Transport } from '#service/request-context';
import { type BodyBudget, pumpBody, type Reading, readBody } from './body.ts';
import type { Incoming } from './incoming.ts';
import type { GatewayLimits } from './limits.ts';
import { continueIfAwaited, type Exchange } from './respond.ts';
import type { Target } from './target.ts';

/** What all requests share. */
export interface Receiving {
  readonly limits: GatewayLimits;
  readonly timers: Timers;
  readonly bodies: BodyBudget;
}

export class HttpIncoming implements Incoming {
  readonly request: WireRequest;
  readonly transport: Transport;
  readonly #exchange: Exchange;
  readonly #receiving: Receiving;

  constructor(exchange: Exchange, { path, query }: Target, transport: Transport, receiving: Receiving) {
    const { method = 'GET', headers, rawHeaders } = exchange.request;
    this.request = { method, path, query, headers, rawHeaders };
    this.transport = transport;
    this.#exchange = exchange;
    this.#receiving = receiving;
  }

  get streamBytesMax(): number {
    return this.#receiving.limits.streamBytesMax;
  }

  readBody(): Promise<Buffer> {
    return readBody(this.#exchange.request, this.#reading, (bytes) => this.#take(bytes));
  }

  pumpBody(sink: Writable): void {
    pumpBody(this.#exchange.request, sink, this.#reading);
  }

  get #reading(): Reading {
    const { limits, timers } = this.#receiving;
    return { limits, timers, willRead: () => continueIfAwaited(this.#exchange) };
  }

  /** Room for a body as it comes; the listener gives it back when the answer is out or the connection gone. */
  #take(bytes: number): boolean {
    const hasRoom = !this.#exchange.response.closed && this.#receiving.bodies.take(bytes);
    if (hasRoom) this.#exchange.heldBytes += bytes;
    return hasRoom;
  }
}
