/**
 * Answers that wait in memory for their clients to take them. All of them together have a bound: past it, those go whose clients took
 * nothing for longest. And a client that takes nothing for too long is given up, however much room there is.
 */
import type { ServerResponse } from 'node:http';
import type { Timers } from '#kernel/timers';
import type { Metrics } from '../metrics.ts';
import type { GatewayLimits } from './limits.ts';

type WaitingLimits = Pick<GatewayLimits, 'answersBytesMax' | 'answerIdleMsMax'>;

interface Waiting {
  bytes: number;
  /** When its client last took something, on the monotonic clock. */
  movedAt: number;
}

/** Written at once; the rest of a larger one as its client takes it, so that one sees whether it does. */
export const answerPieceBytes: number = 64 * 1024;

const sweepMs = 1000;

export class WaitingAnswers {
  readonly #limits: WaitingLimits;
  readonly #timers: Timers;
  readonly #metrics: Metrics;
  /** The one whose client took nothing for longest comes first. */
  readonly #waiting = new Map<ServerResponse, Waiting>();
  readonly #stop: () => void;
  #bytes = 0;

  constructor(limits: WaitingLimits, timers: Timers, metrics: Metrics) {
    this.#limits = limits;
    this.#timers = timers;
    this.#metrics = metrics;
    metrics.gauge('waiting_bytes', 'Bytes of answers that wait for their clients to take them.', () => this.#bytes);
    const tickMs = Math.min(sweepMs, Math.max(1, limits.answerIdleMsMax / 4));
    this.#stop = timers.every(tickMs, () => this.#sweep());
  }

  get bytes(): number {
    return this.#bytes;
  }

  end(): void {
    this.#stop();
  }

  /** `body` is the last of the answer. */
  send(response: ServerResponse, body: string | Uint8Array): void {
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    if (bytes <= answerPieceBytes || response.req.method === 'HEAD') {
      response.end(body);
      // Mostly all of it is with the kernel by now.
      if (!response.writableFinished && (response.socket === null || response.socket.writableLength > 0)) {
        this.#add(response, bytes);
      }
      return;
    }
    this.#add(response, bytes);
    this.#sendPieces(response, typeof body === 'string' ? Buffer.from(body) : body);
  }

  #sendPieces(response: ServerResponse, body: Uint8Array): void {
    let sent = 0;
    const goOn = (): void => {
      while (!response.destroyed && !response.writableEnded) {
        const piece = body.subarray(sent, sent + answerPieceBytes);
        sent += piece.byteLength;
        if (sent >= body.byteLength) {
          response.end(piece);
          return;
        }
        if (!response.write(piece)) return;
        this.#moved(response, body.byteLength - sent);
      }
    };
    response.on('drain', () => {
      this.#moved(response, Math.max(0, body.byteLength - sent));
      goOn();
    });
    goOn();
  }

  #add(response: ServerResponse, bytes: number): void {
    this.#waiting.set(response, { bytes, movedAt: this.#timers.monotonicMs() });
    this.#bytes += bytes;
    response.once('close', () => this.#remove(response));
    for (const [slowest] of this.#waiting) {
      // Never all for one: an answer larger than the room leaves alone.
      if (this.#bytes <= this.#limits.answersBytesMax || slowest === response) break;
      this.#drop(slowest);
    }
  }

  #moved(response: ServerResponse, bytesLeft: number): void {
    const waiting = this.#waiting.get(response);
    if (waiting === undefined) return;
    this.#bytes -= waiting.bytes - bytesLeft;
    this.#waiting.delete(response);
    this.#waiting.set(response, { bytes: bytesLeft, movedAt: this.#timers.monotonicMs() });
  }

  #sweep(): void {
    const givenUpBefore = this.#timers.monotonicMs() - this.#limits.answerIdleMsMax;
    for (const [response, { movedAt }] of this.#waiting) {
      if (movedAt > givenUpBefore) return;
      this.#drop(response);
    }
  }

  #drop(response: ServerResponse): void {
    this.#metrics.count('answers_dropped_total');
    this.#remove(response);
    response.destroy();
  }

  #remove(response: ServerResponse): void {
    const waiting = this.#waiting.get(response);
    if (waiting === undefined) return;
    this.#bytes -= waiting.bytes;
    this.#waiting.delete(response);
  }
}
