/**
 * The HTTP client to a backend: connections are kept and bounded, an answer that is large passes as a stream, one that does not come is given
 * up. Redirects are never followed: a request that was decided here must not end anywhere else. One request at a time on each connection: an
 * answer that a backend sends unasked is nobody's.
 */
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import type { Timers } from '#kernel/timers';
import { BackendFailed } from './backend-failed.ts';
import { type BackendAnswer, Exchange } from './exchange.ts';
import { answerHeaderBytesMax, connectionsMax, connectMsMax, idleConnectionMs } from './limits.ts';
import type { Upstream } from './upstream.ts';

export interface BackendRequest {
  readonly method: string;
  /** With its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
  /** Whether it may be sent once more on a new connection, when its connection closes before an answer begins. */
  readonly repeatable: boolean;
}

export class BackendClient {
  /** As `Host` of requests that go to the backend by its own name. */
  readonly authority: string;
  readonly #timeoutMs: number;
  readonly #timers: Timers;
  readonly #pool: Pool;

  constructor({ secure, host, port, timeoutMs }: Upstream, timers: Timers) {
    this.authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#timeoutMs = timeoutMs;
    this.#timers = timers;
    this.#pool = new Pool(`${secure ? 'https' : 'http'}://${this.authority}`, {
      connections: connectionsMax,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: idleConnectionMs,
      keepAliveMaxTimeout: idleConnectionMs,
      maxHeaderSize: answerHeaderBytesMax,
      // Each exchange has its own time, which is that of the upstream.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: Math.min(connectMsMax, timeoutMs),
        ...(isThisMachine(host) ? { lookup: toThisMachine } : {}),
      },
    });
  }

  /** @throws BackendFailed where the backend is away, is silent, or answers what is no answer. */
  async ask(asked: BackendRequest): Promise<BackendAnswer> {
    try {
      return await this.#once(asked);
    } catch (error) {
      // A backend may close a connection that was kept just as a request goes out on it.
      const mayAskAgain = error instanceof BackendFailed && error.isClosedUnanswered && asked.repeatable;
      if (mayAskAgain && Buffer.isBuffer(asked.body)) return await this.#once(asked);
      throw error;
    }
  }

  close(): void {
    void this.#pool.destroy();
  }

  #once({ method, target, headers, body }: BackendRequest): Promise<BackendAnswer> {
    return new Promise((answered, failed) => {
      const exchange = new Exchange({
        method,
        body,
        timeoutMs: this.#timeoutMs,
        timers: this.#timers,
        answered,
        failed,
      });
      this.#pool.dispatch({ method: method as Dispatcher.HttpMethod, path: target, headers, body }, exchange);
    });
  }
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
