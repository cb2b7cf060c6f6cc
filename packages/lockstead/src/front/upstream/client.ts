/**
 * The HTTP client to a backend: connections are kept and bounded, an answer that is large passes as a stream, one that does not come is given
 * up. Redirects are never followed: a request that was decided here must not end anywhere else.
 */
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import type { Timers } from '#kernel/timers';
import { incomingHeaders } from './headers.ts';
import {
  answerHeaderBytesMax,
  connectionsMax,
  connectMsMax,
  idleConnectionMs,
  idleConnectionsMax,
  wholeAnswerBytesMax,
} from './limits.ts';
import type { Upstream } from './upstream.ts';

export interface BackendRequest {
  readonly method: string;
  /** With its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
  /** Whether it may be sent once more on a new connection, when the one that was kept turns out to be closed. */
  readonly repeatable: boolean;
}

export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole where it is small, else a stream that must be read or destroyed. */
  readonly body: Buffer | Readable;
}

/** Why there is no answer. */
export class BackendFailed extends Error {
  override readonly name = 'BackendFailed';
}

export class BackendClient {
  readonly #upstream: Upstream;
  readonly #timers: Timers;
  readonly #agent: Agent;

  constructor(upstream: Upstream, timers: Timers) {
    const options = {
      keepAlive: true,
      maxSockets: connectionsMax,
      maxFreeSockets: idleConnectionsMax,
      timeout: idleConnectionMs,
      scheduling: 'lifo' as const,
    };
    this.#upstream = upstream;
    this.#timers = timers;
    this.#agent = upstream.secure ? new SecureAgent(options) : new Agent(options);
  }

  /** As `Host` of requests that go to the backend by its own name. */
  get authority(): string {
    const { host, port } = this.#upstream;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** @throws BackendFailed where the backend is away, is silent, or answers what is no answer. */
  async ask(asked: BackendRequest): Promise<BackendAnswer> {
    try {
      return await this.#once(asked);
    } catch (error) {
      const isStale = error instanceof StaleConnection;
      if (isStale && asked.repeatable && Buffer.isBuffer(asked.body)) return await this.#once(asked);
      throw error instanceof BackendFailed ? error : new BackendFailed(String(error), { cause: error });
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #once({ method, target, headers, body }: BackendRequest): Promise<BackendAnswer> {
    const { secure, host, port, timeoutMs } = this.#upstream;
    const options: RequestOptions = {
      host,
      port,
      method,
      path: target,
      headers,
      agent: this.#agent,
      maxHeaderSize: answerHeaderBytesMax,
      ...(isThisMachine(host) ? { lookup: toThisMachine } : {}),
    };
    return new Promise((resolve, reject) => {
      const sent = secure ? secureRequest(options) : request(options);
      let stopWaiting = this.#timers.after(timeoutMs, () => give('it did not answer in time'));
      let stopConnecting = (): void => {};
      const settle = (): void => {
        stopWaiting();
        stopConnecting();
      };
      const give = (why: string): void => {
        settle();
        if (body instanceof Readable) body.destroy();
        reject(new BackendFailed(why));
        sent.destroy();
      };
      sent.on('socket', (socket) => {
        if (sent.reusedSocket || !socket.connecting) return;
        stopConnecting = this.#timers.after(Math.min(connectMsMax, timeoutMs), () => give('it cannot be reached'));
        socket.once(secure ? 'secureConnect' : 'connect', stopConnecting);
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        settle();
        if (body instanceof Readable) body.destroy();
        const isStale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new StaleConnection(error.message) : new BackendFailed(error.code ?? error.message));
      });
      // 101 and the like: nobody here speaks anything but HTTP.
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        give('it changed the protocol');
      });
      sent.on('response', (answer) => {
        // A body that is still going out keeps its time for the answer's end as well.
        settle();
        answer.setTimeout(timeoutMs, () => answer.destroy(new BackendFailed('it stopped in the middle of its answer')));
        read(answer, method).then(resolve, (error: unknown) => {
          sent.destroy();
          reject(new BackendFailed(error instanceof Error ? error.message : String(error)));
        });
      });
      if (Buffer.isBuffer(body)) sent.end(body);
      else {
        stopWaiting();
        body.on('error', () => give('the request was cut off'));
        // What the client takes to send its body is not the backend's time.
        body.once('end', () => {
          stopWaiting = this.#timers.after(timeoutMs, () => give('it did not answer in time'));
        });
        body.pipe(sent);
      }
    });
  }
}

class StaleConnection extends BackendFailed {}

async function read(answer: IncomingMessage, method: string): Promise<BackendAnswer> {
  const headers = incomingHeaders(answer.rawHeaders);
  const status = answer.statusCode ?? 0;
  const hasNone = method === 'HEAD' || status === 204 || status === 304;
  if (hasNone) {
    answer.resume();
    return { status, headers, body: Buffer.alloc(0) };
  }
  const declared = Number(headers['content-length'] ?? Number.NaN);
  const isEvents = headers['content-type']?.startsWith('application/vnd.amazon.eventstream') === true;
  if (isEvents || declared > wholeAnswerBytesMax) return { status, headers, body: answer };
  return await wholeOrStream(answer, (body) => ({ status, headers, body }));
}

/** Without an iterator: most answers are one small chunk, and it would be most of the work. */
function wholeOrStream(
  answer: IncomingMessage,
  answered: (body: Buffer | Readable) => BackendAnswer,
): Promise<BackendAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= wholeAnswerBytesMax) return;
      stop();
      answer.pause();
      const body = Readable.from(continued(chunks, answer), { objectMode: false });
      body.once('close', () => answer.destroy());
      resolve(answered(body));
    };
    const onEnd = (): void => {
      stop();
      const [only = Buffer.alloc(0)] = chunks;
      resolve(answered(chunks.length <= 1 ? only : Buffer.concat(chunks, bytes)));
    };
    const onError = (error: Error): void => {
      stop();
      reject(error);
    };
    const onClose = (): void => onError(new BackendFailed('it stopped in the middle of its answer'));
    const stop = (): void => {
      answer.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    };
    answer.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}

async function* continued(read: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* read;
  yield* rest;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Without asking a resolver, which might know better. */
const toThisMachine: LookupFunction = (_, { all }, found) => {
  if (all === true)
    found(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  else found(null, '127.0.0.1', 4);
};
