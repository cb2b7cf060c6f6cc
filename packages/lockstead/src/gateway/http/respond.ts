/** The socket's side of an answer: its bytes, and what becomes of a body that has not been read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { WireResponse } from '@lockstead/wire';
import type { Answer } from '../answer.ts';
import { hasBody, linger } from './body.ts';
import type { GatewayLimits } from './limits.ts';
import { type Sending, sendStream } from './send-stream.ts';
import type { WaitingAnswers } from './waiting-answers.ts';

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client waits for word before it sends the body. */
  awaitsContinue: boolean;
  /** What its body has of the room for all bodies. */
  heldBytes: number;
  /** Whether it counts among the requests that are at work. */
  isAtWork: boolean;
}

export type Responding = Omit<Sending, 'sent'> & {
  readonly limits: GatewayLimits;
  readonly waiting: WaitingAnswers;
};

export function continueIfAwaited(exchange: Exchange): void {
  if (!exchange.awaitsContinue) return;
  exchange.awaitsContinue = false;
  exchange.response.writeContinue();
}

export function respond(
  { request, response, awaitsContinue }: Exchange,
  { status, headers, body }: WireResponse,
  responding: Responding,
  sent: Answer['sent'],
): void {
  if (response.destroyed) {
    if (body instanceof Readable) body.destroy();
    sent?.(0);
    return;
  }
  const unread = hasBody(request) && !request.complete;
  // What has not been read of the body would be taken for the next request.
  if (unread) response.setHeader('connection', 'close');
  if (body instanceof Readable) {
    sendStream(response, { status, headers }, body, { ...responding, ...(sent === undefined ? {} : { sent }) });
    return;
  }
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  // An answer to HEAD has no body, and says how long that of GET would be, where whoever answers knows.
  const said = request.method === 'HEAD' ? headers['content-length'] : undefined;
  response.writeHead(status, { ...headers, 'content-length': said ?? length });
  sent?.(length);
  if (unread && !awaitsContinue) {
    response.write(body);
    linger(request, responding.limits, responding.timers, () => response.end());
    return;
  }
  responding.waiting.send(response, body);
}
