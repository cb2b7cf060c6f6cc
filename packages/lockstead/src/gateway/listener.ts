/**
 * The socket side: limits on headers, bodies, time and concurrency, Host and Origin checks, the way to the admin calls, and stopping
 * without dropping what is under way.
 */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, BlockList } from 'node:net';
import process from 'node:process';
import type { Duplex } from 'node:stream';
import type { WireResponse } from '@lockstead/wire';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Transport } from '#service/request-context';
import type { Answer } from './answer.ts';
import { AnswerBatch } from './answer-batch.ts';
import { exposedHeaders, malformedAnswer, plain, preflight } from './answers.ts';
import { BodyBudget } from './body.ts';
import { type HostRules, isHostAllowed, isOriginAllowed } from './hosts.ts';
import { HttpIncoming, type Receiving } from './http-incoming.ts';
import type { Incoming } from './incoming.ts';
import { type GatewayLimits, gatewayLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { type Exchange, type Responding, respond } from './respond.ts';
import { SecurityLog } from './security-log.ts';
import { targetOf } from './target.ts';
import { transportOf } from './transport.ts';

/** Calls under `/_lockstead/`; `undefined` where the path is none of them. */
export type AdminHandler = (incoming: Incoming, path: string) => Promise<AdminAnswer> | undefined;

export interface AdminAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly hosts: HostRules;
  readonly trustedProxies?: BlockList;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly timers: Timers;
  /** Called each time some megabytes of an answer have passed; see kernel/memory.ts. */
  readonly relieve?: () => void;
  /** Those of limits.ts where it says nothing else. */
  readonly limits?: Partial<GatewayLimits>;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Takes no new requests, and resolves when those under way are answered, or have had their time. */
  stop(): Promise<void>;
}

export interface Handlers {
  readonly aws: (incoming: Incoming) => Promise<Answer>;
  readonly admin: AdminHandler;
  /** The refusal of a request that is one too many, in the words of its service. */
  readonly overload: (incoming: Incoming) => WireResponse;
}

export async function listen(options: ListenerOptions, handlers: Handlers): Promise<Listening> {
  const listener = new Listener(options, handlers);
  return await listener.start();
}

/** Not imported, because an import reads whatever the module has to give, the code of WebSockets and `fetch` among it: 6 MB for nothing. */
const { createServer } = process.getBuiltinModule('node:http');

const adminPrefix = '/_lockstead/';
const otherHealthPath = '/_localstack/health';

class Listener {
  readonly #options: ListenerOptions;
  readonly #limits: GatewayLimits;
  readonly #handlers: Handlers;
  readonly #server: Server;
  /** The newest of each connection. */
  readonly #exchanges = new Map<Duplex, Exchange>();
  readonly #bodies: BodyBudget;
  readonly #receiving: Receiving;
  readonly #securityLog: SecurityLog;
  readonly #batch: AnswerBatch;
  readonly #responding: Responding;
  /** The last Host header that was let in: mostly it is the next one's too. Nothing at first, not even an absent one. */
  #hostServed: string | undefined | null = null;
  #inFlight = 0;
  /** Requests whose handler is at work; it may have something to put away after its connection is gone. */
  #atWork = 0;
  #stopping = false;
  #idle: (() => void) | undefined;
  #rested: (() => void) | undefined;

  constructor(options: ListenerOptions, handlers: Handlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#limits = { ...gatewayLimits, ...options.limits };
    this.#bodies = new BodyBudget(this.#limits);
    this.#receiving = { limits: this.#limits, timers: options.timers, bodies: this.#bodies };
    this.#batch = new AnswerBatch(options.timers);
    this.#responding = { ...options, limits: this.#limits };
    this.#securityLog = new SecurityLog(options.log, options.metrics, options.timers);
    const { headerBytesMax, headersMsMax, keepAliveMs, timeoutCheckMs, connectionsMax } = this.#limits;
    const settings = {
      maxHeaderSize: headerBytesMax,
      // Bodies have limits of their own, since one that streams may take hours.
      requestTimeout: 0,
      headersTimeout: headersMsMax,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: timeoutCheckMs,
    };
    const onRequest: RequestListener = (request, response) => {
      void this.#serve({ request, response, awaitsContinue: false, heldBytes: 0 });
    };
    this.#server =
      options.tls === undefined
        ? createServer(settings, onRequest)
        : createSecureServer({ ...settings, ...options.tls, handshakeTimeout: headersMsMax }, onRequest);
    this.#server.maxConnections = connectionsMax;
    this.#server.on('checkContinue', (request, response) => {
      void this.#serve({ request, response, awaitsContinue: true, heldBytes: 0 });
    });
    this.#server.on('clientError', (error, socket) => this.#malformed(error, socket));
    options.metrics.gauge('requests_in_flight', () => this.#inFlight);
  }

  async start(): Promise<Listening> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address() as AddressInfo;
    return { host, port: address.port, stop: () => this.#stop() };
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeIdleConnections();
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        this.#options.timers.after(this.#limits.shutdownMsMax, resolve);
      });
    }
    this.#server.closeAllConnections();
    await closed;
    if (this.#atWork > 0) {
      await new Promise<void>((resolve) => {
        this.#rested = resolve;
        this.#options.timers.after(this.#limits.lingerMsMax, resolve);
      });
    }
  }

  /** What is no HTTP, too large a head, or too slow. */
  #malformed(error: NodeJS.ErrnoException, socket: Duplex): void {
    this.#options.metrics.count('malformed_requests_total');
    const exchange = this.#exchanges.get(socket);
    if (exchange?.request.complete === true && !exchange.response.writableFinished && !exchange.response.destroyed) {
      // It came behind a request that is still being answered: that answer comes first, and is the last one.
      exchange.response.once('close', () => socket.destroy());
      return;
    }
    const isMidAnswer = exchange?.response.headersSent === true && !exchange.response.writableFinished;
    if (!socket.writable || isMidAnswer) socket.destroy();
    else socket.end(malformedAnswer(error.code));
  }

  async #serve(exchange: Exchange): Promise<void> {
    this.#batch.look();
    const { request, response } = exchange;
    const { socket } = request;
    if (!this.#exchanges.has(socket)) socket.once('close', () => this.#exchanges.delete(socket));
    this.#exchanges.set(socket, exchange);
    this.#inFlight += 1;
    this.#atWork += 1;
    // Answered means that the last byte has left, or that nobody is there to take it.
    response.once('close', () => {
      this.#bodies.giveBack(exchange.heldBytes);
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#idle?.();
    });
    try {
      await this.#answer(exchange, this.#options.timers.monotonicMs());
    } catch (error) {
      this.#failed(exchange, error);
    } finally {
      this.#workDone();
    }
  }

  #workDone(): void {
    this.#atWork -= 1;
    if (this.#atWork === 0) this.#rested?.();
  }

  /** The handlers answer whatever they meet: this is a mistake of ours. */
  #failed(exchange: Exchange, error: unknown): void {
    this.#options.log.error('a request failed inside Lockstead', {
      error: error instanceof Error ? error.stack : String(error),
    });
    if (exchange.response.headersSent) exchange.response.destroy();
    else this.#respond(exchange, plain(500, 'The request failed inside Lockstead; its log says more.\n'));
  }

  async #answer(exchange: Exchange, started: number): Promise<void> {
    const { request, response } = exchange;
    const { hosts, host: listening, trustedProxies, metrics, log, timers } = this.#options;
    const target = targetOf(request);
    const { path, host } = target;
    const refusal = this.#refusal(request, host, hosts, listening);
    if (refusal !== undefined) {
      this.#securityLog.foreign(transportOf(request, trustedProxies), { host, origin: request.headers.origin });
      response.setHeader('connection', 'close');
      this.#respond(exchange, refusal);
      return;
    }
    const { origin } = request.headers;
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', exposedHeaders);
      response.setHeader('vary', 'origin');
      if (request.method === 'OPTIONS') {
        this.#respond(exchange, preflight(request));
        return;
      }
    }
    const transport = transportOf(request, trustedProxies);
    const incoming = new HttpIncoming(exchange, target, transport, this.#receiving);
    if (this.#inFlight > this.#limits.requestsInFlightMax) {
      metrics.count('overload_total');
      this.#respond(exchange, this.#handlers.overload(incoming));
      return;
    }
    if (path.startsWith(adminPrefix) || path === otherHealthPath) {
      const answering = this.#handlers.admin(incoming, path);
      if (answering !== undefined) {
        const answer = await answering;
        this.#respondSoon(exchange, answer, undefined, () => {
          log.info('request', { method: request.method, path, status: answer.status, ...clientOf(transport) });
        });
        return;
      }
    }
    const answer = await this.#handlers.aws(incoming);
    const ms = timers.monotonicMs() - started;
    this.#respondSoon(exchange, answer.response, answer.sent, () => {
      metrics.request(answer.service, answer.operation, answer.outcome, ms);
      log.info('request', {
        requestId: answer.requestId,
        service: answer.service,
        operation: answer.operation,
        status: answer.response.status,
        ...(answer.code === undefined ? {} : { code: answer.code }),
        ...(answer.principal === undefined ? {} : { principal: answer.principal }),
        ms: Math.round(ms * 100) / 100,
        ...clientOf(transport),
      });
    });
  }

  /** `responded` is called once the answer is on its way, not where it could not be sent. */
  #respondSoon(exchange: Exchange, response: WireResponse, sent: Answer['sent'], responded: () => void): void {
    // Until then there is work to be done for it, also where its client is gone.
    this.#atWork += 1;
    this.#batch.add(() => {
      try {
        this.#respond(exchange, response, sent);
        responded();
      } catch (error) {
        this.#failed(exchange, error);
      } finally {
        this.#workDone();
      }
    });
  }

  #respond(exchange: Exchange, response: WireResponse, sent?: Answer['sent']): void {
    if (this.#stopping && !exchange.response.headersSent) exchange.response.setHeader('connection', 'close');
    respond(exchange, response, this.#responding, sent);
  }

  #refusal(
    request: IncomingMessage,
    host: string | undefined,
    hosts: HostRules,
    listening: string,
  ): WireResponse | undefined {
    if (host === undefined && request.headers.host !== undefined) {
      return plain(400, 'The request names two hosts.\n');
    }
    if (host !== this.#hostServed) {
      if (!isHostAllowed(host, hosts, listening)) {
        return plain(403, 'The host name of this request is not served here; --allow-host adds it.\n');
      }
      this.#hostServed = host;
    }
    if (!isOriginAllowed(request.headers.origin, request.headers['sec-fetch-site'], hosts)) {
      return plain(403, 'Cross-origin requests are refused; --cors-origin allows an origin.\n');
    }
    return undefined;
  }
}

function clientOf(transport: Transport): object {
  return { client: transport.sourceIp };
}
