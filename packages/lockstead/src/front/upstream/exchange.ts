/**
 * One request to a backend and its answer, as undici tells of them. The answer is collected while it is small, and passes as a stream from there
 * on, no faster than it is taken. Each wait for the backend has an end; waiting for our own client is not the backend's time.
 */
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Timers } from '#kernel/timers';
import { BackendFailed } from './backend-failed.ts';
import { incomingHeaders } from './headers.ts';
import { wholeAnswerBytesMax } from './limits.ts';

export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole where it is small, else a stream that must be read or destroyed. */
  readonly body: Buffer | Readable;
}

export interface Exchanging {
  readonly method: string;
  readonly body: Buffer | Readable;
  readonly timeoutMs: number;
  readonly timers: Timers;
  readonly answered: (answer: BackendAnswer) => void;
  readonly failed: (error: BackendFailed) => void;
}

type Controller = Dispatcher.DispatchController;
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** By which a connection says that it is closed. */
const closedCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const silent = 'it did not answer in time';
const stopped = 'it stopped in the middle of its answer';

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #exchanging: Exchanging;
  #controller: Controller | undefined;
  #stopWaiting: (() => void) | undefined;
  /** When the backend was last heard. */
  #heardMs = 0;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #isOver = false;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Where the answer is too large to be held. */
  #stream: Readable | undefined;

  constructor(exchanging: Exchanging) {
    this.#exchanging = exchanging;
    const { body, timers, timeoutMs } = exchanging;
    if (Buffer.isBuffer(body)) this.#stopWaiting = timers.after(timeoutMs, () => this.#give(silent));
    // Before it is read by the connection: a request that waits for one may be cut off meanwhile.
    else body.once('error', () => this.#give('the request was cut off'));
  }

  onRequestStart(controller: Controller): void {
    // Given up while it waited for a connection. What is thrown here stops it before anything is sent.
    if (this.#isOver) throw new BackendFailed(silent);
    this.#controller = controller;
  }

  onRequestSent(): void {
    // What the client takes to send its body is not the backend's time.
    if (Buffer.isBuffer(this.#exchanging.body) || this.#isOver || this.#status !== 0) return;
    const { timers, timeoutMs } = this.#exchanging;
    this.#stopWaiting = timers.after(timeoutMs, () => this.#give(silent));
  }

  onResponseStart(controller: Controller, status: number, headers: Headers): void {
    // There is more to come: 102, 103.
    if (status < 200) return;
    this.#stopWaiting?.();
    this.#status = status;
    this.#headers = incomingHeaders(headers);
    this.#watch();
    const declared = Number(this.#headers['content-length'] ?? Number.NaN);
    const isEvents = this.#headers['content-type']?.startsWith('application/vnd.amazon.eventstream') === true;
    const hasBody = this.#exchanging.method !== 'HEAD';
    if (hasBody && (isEvents || declared > wholeAnswerBytesMax)) this.#pass(controller);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#heardMs = this.#exchanging.timers.monotonicMs();
    if (this.#stream !== undefined) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > wholeAnswerBytesMax) this.#pass(controller);
  }

  onResponseEnd(): void {
    this.#end();
    if (this.#stream !== undefined) {
      this.#stream.push(null);
      return;
    }
    const [only = Buffer.alloc(0)] = this.#chunks;
    const body = this.#chunks.length <= 1 ? only : Buffer.concat(this.#chunks, this.#bytes);
    this.#exchanging.answered({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    if (this.#isOver) return;
    const { code } = error as NodeJS.ErrnoException;
    const isClosedUnanswered = this.#status === 0 && closedCodes.has(code);
    this.#fail(new BackendFailed(code ?? error.message, isClosedUnanswered, { cause: error }));
  }

  /** Gives up the request, and its connection. */
  #give(why: string): void {
    if (this.#isOver) return;
    this.#fail(new BackendFailed(why));
    this.#controller?.abort(new BackendFailed(why));
  }

  #fail(error: BackendFailed): void {
    this.#end();
    const { body, failed } = this.#exchanging;
    if (body instanceof Readable) body.destroy();
    if (this.#stream === undefined) failed(error);
    else this.#stream.destroy(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#stopWaiting?.();
  }

  /** Between two bytes of an answer the backend has its time once more. One timer looks after all of them. */
  #watch(): void {
    const { timers, timeoutMs } = this.#exchanging;
    this.#heardMs = timers.monotonicMs();
    const look = (): void => {
      const now = timers.monotonicMs();
      // While our own client takes nothing, nothing is read.
      if (this.#controller?.paused === true) this.#heardMs = now;
      const left = this.#heardMs + timeoutMs - now;
      if (left <= 0) this.#give(stopped);
      else this.#stopWaiting = timers.after(left, look);
    };
    this.#stopWaiting = timers.after(timeoutMs, look);
  }

  /** What has come, and the rest as it comes. */
  #pass(controller: Controller): void {
    const stream = new Readable({
      read: () => {
        if (!controller.paused) return;
        this.#heardMs = this.#exchanging.timers.monotonicMs();
        controller.resume();
      },
      destroy: (error, done) => {
        // Nobody takes the rest.
        if (!this.#isOver) {
          this.#end();
          controller.abort(new BackendFailed('its answer was not taken'));
        }
        done(error);
      },
    });
    this.#stream = stream;
    const isFull = this.#chunks.map((chunk) => stream.push(chunk)).includes(false);
    this.#chunks = [];
    if (isFull) controller.pause();
    this.#exchanging.answered({ status: this.#status, headers: this.#headers, body: stream });
  }
}
