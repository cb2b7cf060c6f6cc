/**
 * The socket side: limits on headers, bodies, time and concurrency, Host and Origin checks, the way to the admin calls, and stopping
 * without dropping what is under way.
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, type BlockList, isIP, type Socket } from 'node:net';
import process from 'node:process';
import { type Duplex, Readable } from 'node:stream';
import type { WireResponse } from '@lockstead/wire';
import type { Entropy } from '#kernel/entropy';
import { newRequestId, type RequestId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { PageVerdict } from '#service/origin';
import type { Transport } from '#service/request-context';
import type { Site } from '#service/site';
import type { Answer } from '../answer.ts';
import type { Incoming } from '../incoming.ts';
import type { Metrics } from '../metrics.ts';
import type { SecurityLog } from '../security-log.ts';
import { AnswerBatch } from './answer-batch.ts';
import { exposedHeaders, malformedAnswer, plain, preflight, withRequestId } from './answers.ts';
import { BodyBudget } from './body.ts';
import { type Connection, type ConnectionCensus, Connections } from './connections.ts';
import { comesFromPage, type HostRules, hostName, isHostAllowed, isOriginAllowed } from './hosts.ts';
import { HttpIncoming, type Receiving } from './http-incoming.ts';
import { type GatewayLimits, gatewayLimits } from './limits.ts';
import { type Exchange, type Responding, respond } from './respond.ts';
import { targetOf } from './target.ts';
import { transportOf } from './transport.ts';
import { WaitingAnswers } from './waiting-answers.ts';
import { WorkInFlight } from './work-in-flight.ts';

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
  readonly securityLog: SecurityLog;
  readonly timers: Timers;
  readonly entropy: Entropy;
  /** Called each time some megabytes of an answer have passed; see kernel/memory.ts. */
  readonly relieve?: () => void;
  /** Those of limits.ts where it says nothing else. */
  readonly limits?: Partial<GatewayLimits>;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Who holds the connections now. */
  census(): ConnectionCensus;
  /** Takes no new requests, and resolves when those under way are answered, or have had their time. */
  stop(): Promise<void>;
}

export interface Handlers {
  readonly aws: (incoming: Incoming) => Promise<Answer>;
  readonly admin: AdminHandler;
  /** Whether the service that a page's request is for lets it in; undefined where it has no rules of its own. */
  readonly page: (incoming: Incoming) => Promise<PageVerdict | undefined>;
  /** Pages for people, at host names of their own. */
  readonly site?: Site;
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
const healthPath = '/_lockstead/health';
const otherHealthPath = '/_localstack/health';

class Listener {
  readonly #options: ListenerOptions;
  readonly #limits: GatewayLimits;
  readonly #handlers: Handlers;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #bodies: BodyBudget;
  readonly #work: WorkInFlight;
  readonly #waiting: WaitingAnswers;
  readonly #receiving: Receiving;
  readonly #batch: AnswerBatch;
  readonly #responding: Responding;
  /** The last Host header that was let in: mostly it is the next one's too. Nothing at first, not even an absent one. */
  #hostServed: string | undefined | null = null;
  /** Its name, where that is a site's. */
  #siteName: string | undefined;
  /** Requests whose answer has not left yet. */
  #open = 0;
  /** Requests whose handler is at work; it may have something to put away after its connection is gone. */
  #atWork = 0;
  #stopping = false;
  #idle: (() => void) | undefined;
  #rested: (() => void) | undefined;

  constructor(options: ListenerOptions, handlers: Handlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#limits = { ...gatewayLimits, ...options.limits };
    const { timers, metrics, trustedProxies } = options;
    this.#connections = new Connections({
      limits: this.#limits,
      metrics,
      isProxy: (address) => isIn(trustedProxies, address),
    });
    this.#bodies = new BodyBudget(this.#limits, metrics);
    this.#work = new WorkInFlight(this.#limits, metrics);
    this.#waiting = new WaitingAnswers(this.#limits, timers, metrics);
    this.#receiving = { limits: this.#limits, timers, bodies: this.#bodies, work: this.#work };
    this.#batch = new AnswerBatch(timers);
    this.#responding = { ...options, limits: this.#limits, waiting: this.#waiting };
    const { headerBytesMax, headersMsMax, keepAliveMs, timeoutCheckMs, connectionsMax, connectionsReserve } =
      this.#limits;
    const settings = {
      maxHeaderSize: headerBytesMax,
      // We say it ourselves, with the id of the request.
      requireHostHeader: false,
      // Bodies have limits of their own, since one that streams may take hours.
      requestTimeout: 0,
      headersTimeout: headersMsMax,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: timeoutCheckMs,
    };
    const onRequest: RequestListener = (request, response) => {
      void this.#serve({ request, response, awaitsContinue: false, heldBytes: 0, isAtWork: false });
    };
    this.#server =
      options.tls === undefined
        ? createServer(settings, onRequest)
        : createSecureServer({ ...settings, ...options.tls, handshakeTimeout: headersMsMax }, onRequest);
    this.#server.maxConnections = connectionsMax + connectionsReserve;
    this.#server.on('connection', (socket: Socket) => this.#connections.opened(socket));
    if (options.tls !== undefined) {
      this.#server.on('secureConnection', (socket: Socket) => this.#connections.secured(socket));
    }
    this.#server.on('checkContinue', (request, response) => {
      void this.#serve({ request, response, awaitsContinue: true, heldBytes: 0, isAtWork: false });
    });
    this.#server.on('checkExpectation', (_, response: ServerResponse) => {
      const { status, headers, body } = this.#plain(417, 'The only expectation that is met is 100-continue.\n');
      response.writeHead(status, { ...headers, connection: 'close' }).end(body);
    });
    this.#server.on('clientError', (error, socket) => this.#malformed(error, socket));
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
    return { host, port: address.port, census: () => this.#connections.census(), stop: () => this.#stop() };
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeIdleConnections();
    if (this.#open > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        this.#options.timers.after(this.#limits.shutdownMsMax, resolve);
      });
    }
    this.#server.closeAllConnections();
    await closed;
    this.#waiting.end();
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
    const newest = this.#connections.of(socket)?.newest;
    if (newest?.request.complete === true && !newest.response.writableFinished && !newest.response.destroyed) {
      // It came behind a request that is still being answered: that answer comes first, and is the last one.
      newest.response.once('close', () => socket.destroy());
      return;
    }
    const isMidAnswer = newest?.response.headersSent === true && !newest.response.writableFinished;
    if (!socket.writable || isMidAnswer) {
      socket.destroy();
      return;
    }
    socket.end(malformedAnswer(error.code, this.#requestId()));
    this.#endSocket(socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT');
  }

  /**
   * Who was refused does not keep the socket half open. What is still coming is read for a moment, since a socket that is closed with bytes
   * unread takes back the answer; one that was silent has none.
   */
  #endSocket(socket: Duplex, wasSilent: boolean): void {
    const { lingerMsMax } = this.#limits;
    const destroy = (): void => {
      socket.destroy();
    };
    const cancel = this.#options.timers.after(lingerMsMax, destroy);
    socket.once('close', cancel);
    if (wasSilent) socket.once('finish', destroy);
    else socket.once('end', destroy).resume();
  }

  async #serve(exchange: Exchange): Promise<void> {
    this.#batch.look();
    const { request, response } = exchange;
    const connection = this.#connections.of(request.socket);
    if (connection === undefined || connection.requestsUnderWay > this.#limits.pipelinedMax) {
      request.socket.destroy();
      return;
    }
    this.#connections.spoke(connection);
    const previous = connection.newest?.response;
    connection.newest = exchange;
    connection.requestsUnderWay += 1;
    this.#open += 1;
    this.#atWork += 1;
    // Answered means that the last byte has left, or that nobody is there to take it.
    const closed = once(() => {
      connection.requestsUnderWay -= 1;
      this.#bodies.giveBack(exchange.heldBytes);
      this.#work.leave(exchange);
      this.#open -= 1;
      if (this.#open === 0) this.#idle?.();
    });
    response.once('close', closed);
    try {
      if (previous !== undefined && !previous.closed) {
        await answeredBefore(previous, request);
        if (request.destroyed) {
          // It never had the socket, so nobody tells that it is closed.
          closed();
          return;
        }
      }
      await this.#answer(exchange, connection, this.#options.timers.monotonicMs());
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
    else this.#respond(exchange, this.#plain(500, 'The request failed inside Lockstead; its log says more.\n'));
  }

  async #answer(exchange: Exchange, connection: Connection, started: number): Promise<void> {
    const { request, response } = exchange;
    const { trustedProxies, metrics, log, timers } = this.#options;
    const target = targetOf(request);
    const { path, host } = target;
    const refusal = this.#refusal(exchange, host);
    if (refusal !== undefined) {
      response.setHeader('connection', 'close');
      this.#respond(exchange, refusal);
      return;
    }
    const requestId = this.#requestId();
    const transport = transportOf(request, trustedProxies);
    const authenticated = (principal: string): void => this.#connections.authenticated(connection, principal);
    const incoming = new HttpIncoming(exchange, { requestId, target, transport, authenticated }, this.#receiving);
    // Read now: another request may come while this one waits.
    const siteName = this.#siteName;
    const { site } = this.#handlers;
    if (site !== undefined && siteName !== undefined) {
      await this.#answerSite(exchange, connection, incoming, site, siteName);
      return;
    }
    const elsewhere = isReadByPerson(request) ? site?.nameFor(path, hostName(host ?? '') ?? '') : undefined;
    if (elsewhere !== undefined) {
      const location = `${transport.secure ? 'https' : 'http'}://${elsewhere}${portOf(host)}/`;
      this.#respond(exchange, withRequestId({ status: 302, headers: { location }, body: '' }, requestId));
      return;
    }
    if (comesFromPage(request)) {
      const answered = await this.#judgePage(exchange, incoming, host);
      if (answered !== undefined) {
        this.#respond(exchange, withRequestId(answered, requestId));
        return;
      }
    }
    const isHealth = path === healthPath || path === otherHealthPath;
    if ((connection.isReserve && !isHealth) || !(this.#work.enter(exchange) || isHealth)) {
      metrics.count('overload_total');
      if (connection.isReserve) response.setHeader('connection', 'close');
      this.#respond(exchange, this.#handlers.overload(incoming));
      return;
    }
    if (path.startsWith(adminPrefix) || path === otherHealthPath) {
      const answering = this.#handlers.admin(incoming, path);
      if (answering !== undefined) {
        const answer = withRequestId(await answering, requestId);
        if (connection.isReserve) response.setHeader('connection', 'close');
        this.#respondSoon(exchange, answer, undefined, () => {
          log.info('request', {
            requestId,
            method: request.method,
            path,
            status: answer.status,
            ...clientOf(transport),
          });
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

  async #answerSite(
    exchange: Exchange,
    { isReserve }: Connection,
    incoming: HttpIncoming,
    site: Site,
    name: string,
  ): Promise<void> {
    const { metrics, log } = this.#options;
    const { request, requestId, transport } = incoming;
    if (isReserve || !this.#work.enter(exchange)) {
      metrics.count('overload_total');
      if (isReserve) exchange.response.setHeader('connection', 'close');
      this.#respond(exchange, this.#plain(503, 'The server has too much to do. Try again.\n'));
      return;
    }
    const { method, path, query, headers } = request;
    const origin = `${transport.secure ? 'https' : 'http'}://${transport.host ?? name}`;
    const readBody = (bytesMax: number): Promise<Buffer> => incoming.readBody(bytesMax);
    const asked = { requestId, transport, method, path, query, headers, hostName: name, origin, readBody };
    const answer = withRequestId(await site.answer(asked), requestId);
    this.#respondSoon(exchange, answer, undefined, () => {
      log.info('request', { requestId, method, site: name, path, status: answer.status, ...clientOf(transport) });
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
    // From here on it is its client's turn.
    if (response.body instanceof Readable && !exchange.response.destroyed) this.#work.streamsOut(exchange);
    else this.#work.leave(exchange);
    respond(exchange, response, this.#responding, sent);
  }

  /** Of a request that is not looked at any further, because of what its head says of its framing, its host or its origin. */
  #refusal({ request }: Exchange, host: string | undefined): WireResponse | undefined {
    const framing = framingRefusal(request);
    if (framing !== undefined) return this.#plain(...framing);
    const { hosts, host: listening, trustedProxies, securityLog } = this.#options;
    const foreign = (status: number, sentence: string): WireResponse => {
      securityLog.foreign(transportOf(request, trustedProxies), { host, origin: request.headers.origin });
      return this.#plain(status, sentence);
    };
    if (request.headers.host === undefined && request.httpVersion !== '1.0') {
      return foreign(400, 'The request names no host.\n');
    }
    if (host === undefined && request.headers.host !== undefined) return foreign(400, 'The request names two hosts.\n');
    if (host !== this.#hostServed) {
      if (!isHostAllowed(host, hosts, listening)) {
        return foreign(403, 'The host name of this request is not served here; --allow-host adds it.\n');
      }
      this.#hostServed = host;
      const name = host === undefined ? undefined : hostName(host);
      this.#siteName = name !== undefined && this.#handlers.site?.isHost(name) === true ? name : undefined;
    }
    return undefined;
  }

  /** What is answered at once to a request that a browser sends for a page; undefined where it goes on. */
  async #judgePage(
    { request, response }: Exchange,
    incoming: HttpIncoming,
    host: string | undefined,
  ): Promise<WireResponse | undefined> {
    const { hosts, trustedProxies, securityLog } = this.#options;
    const { origin } = request.headers;
    if (isOriginAllowed(origin, request.headers['sec-fetch-site'], hosts)) {
      if (origin === undefined) return undefined;
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', exposedHeaders);
      response.setHeader('vary', 'origin');
      return request.method === 'OPTIONS' ? preflight(request) : undefined;
    }
    const verdict = await this.#handlers.page(incoming);
    if (verdict?.kind === 'allowed') {
      for (const [name, value] of Object.entries(verdict.headers)) response.setHeader(name, value);
      return undefined;
    }
    if (verdict !== undefined) return verdict;
    securityLog.foreign(transportOf(request, trustedProxies), { host, origin });
    response.setHeader('connection', 'close');
    return plain(403, 'Cross-origin requests are refused; --cors-origin allows an origin.\n');
  }

  #requestId(): RequestId {
    return newRequestId(this.#options.entropy);
  }

  #plain(status: number, sentence: string): WireResponse {
    return withRequestId(plain(status, sentence), this.#requestId());
  }
}

/**
 * One request of a connection is at work at a time: a client that pipelines gets its answers in order anyway, and must not make a thousand of them
 * half done at once. Resolves when the answer before is out, or the connection gone.
 */
function answeredBefore(previous: ServerResponse, request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    previous.once('close', resolve);
    request.once('close', resolve);
  });
}

/** A browser that shows a page; what is signed, or asks for nothing in particular, is a program's. */
function isReadByPerson({ method, headers, url = '' }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.authorization === undefined &&
    !url.includes('?') &&
    headers.accept?.includes('text/html') === true
  );
}

/** With its colon; empty where the host names none. */
function portOf(host: string | undefined): string {
  return /:\d{1,5}$/.exec(host ?? '')?.[0] ?? '';
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}

/**
 * Framing that another server on the way may read otherwise, so that two see two different requests. RFC 9112, 6.1: chunked is the one transfer
 * coding, and HTTP/1.0 has none.
 */
function framingRefusal({ headers, httpVersion }: IncomingMessage): [status: number, sentence: string] | undefined {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (httpVersion === '1.0') return [400, 'HTTP/1.0 has no Transfer-Encoding.\n'];
  if (coding.toLowerCase() === 'chunked') return undefined;
  return [501, 'The only Transfer-Encoding that is understood is chunked.\n'];
}

function isIn(list: BlockList | undefined, address: string): boolean {
  const version = isIP(address);
  return list !== undefined && version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

function clientOf(transport: Transport): object {
  return { client: transport.sourceIp };
}
