/**
 * The socket side: limits on headers, bodies, time and concurrency, Host and Origin checks, the way to the admin calls, and stopping
 * without dropping what is under way.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, BlockList } from 'node:net';
import { Readable } from 'node:stream';
import { encodeError, type WireRequest, type WireResponse } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Transport } from '#service/request-context';
import { type HostRules, isHostAllowed, isOriginAllowed } from './hosts.ts';
import { gatewayLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { Answer, Incoming } from './pipeline.ts';
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
}

export async function listen(options: ListenerOptions, handlers: Handlers): Promise<Listening> {
  const listener = new Listener(options, handlers);
  return await listener.start();
}

const adminPrefix = '/_lockstead/';
const otherHealthPath = '/_localstack/health';

class Listener {
  readonly #options: ListenerOptions;
  readonly #handlers: Handlers;
  readonly #server: Server;
  #inFlight = 0;
  #stopping = false;
  #idle: (() => void) | undefined;

  constructor(options: ListenerOptions, handlers: Handlers) {
    this.#options = options;
    this.#handlers = handlers;
    const limits = {
      maxHeaderSize: gatewayLimits.headerBytesMax,
      requestTimeout: gatewayLimits.requestMsMax,
      headersTimeout: gatewayLimits.headersMsMax,
      keepAliveTimeout: gatewayLimits.keepAliveMs,
      connectionsCheckingInterval: 2000,
    };
    const onRequest: RequestListener = (request, response) => {
      void this.#serve(request, response);
    };
    this.#server =
      options.tls === undefined
        ? createServer(limits, onRequest)
        : createSecureServer({ ...limits, ...options.tls }, onRequest);
    this.#server.maxConnections = gatewayLimits.connectionsMax;
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      options.metrics.count('malformed_requests_total');
      if (!socket.writable) return;
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      socket.end(
        `HTTP/1.1 ${error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    });
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
        this.#options.timers.after(gatewayLimits.shutdownMsMax, resolve);
      });
    }
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = this.#options.timers.monotonicMs();
    this.#inFlight += 1;
    try {
      await this.#answer(request, response, started);
    } catch (error) {
      // Only the connection itself can fail here: the handlers answer everything else.
      this.#options.log.debug('a connection failed', { error: String(error) });
      response.destroy();
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#idle?.();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, started: number): Promise<void> {
    const { hosts, host, trustedProxies, metrics, log, timers } = this.#options;
    if (this.#stopping) response.setHeader('connection', 'close');
    const [path, query] = splitTarget(request.url ?? '/');
    const transport = transportOf(request, trustedProxies);
    const { origin } = request.headers;
    if (!isHostAllowed(request.headers.host, hosts, host)) {
      return respond(
        response,
        plain(403, `The host name of this request is not served here; --allow-host adds it.\n`),
        request,
      );
    }
    if (!isOriginAllowed(origin, hosts)) {
      return respond(
        response,
        plain(403, 'Cross-origin requests are refused; --cors-origin allows an origin.\n'),
        request,
      );
    }
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('vary', 'origin');
      if (request.method === 'OPTIONS') return respond(response, preflight(request), request);
    }
    const incoming: Incoming = {
      request: wireRequest(request, path, query),
      transport,
      readBody: () => readBody(request),
    };
    if (this.#inFlight > gatewayLimits.requestsInFlightMax) {
      metrics.count('overload_total');
      const busy = new AwsError({ code: 'ThrottlingException', httpStatus: 503, fault: 'server' }, 'Rate exceeded');
      return respond(response, encodeError('awsJson1_1', undefined, busy, ''), request);
    }
    if (path.startsWith(adminPrefix) || path === otherHealthPath) {
      const answering = this.#handlers.admin(incoming, path);
      if (answering !== undefined) {
        const answer = await answering;
        respond(response, answer, request);
        log.info('request', { method: request.method, path, status: answer.status, ...clientOf(transport) });
        return;
      }
    }
    const answer = await this.#handlers.aws(incoming);
    respond(response, answer.response, request);
    const ms = timers.monotonicMs() - started;
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
  }
}

function clientOf(transport: Transport): object {
  return { client: transport.sourceIp };
}

function wireRequest(request: IncomingMessage, path: string, query: string): WireRequest {
  return { method: request.method ?? 'GET', path, query, headers: request.headers, rawHeaders: request.rawHeaders };
}

/** Path and query as sent. A proxy's absolute form loses its scheme and host. */
function splitTarget(target: string): readonly [string, string] {
  const origin = target.startsWith('http://') || target.startsWith('https://');
  const from = origin ? target.indexOf('/', target.indexOf('//') + 2) : 0;
  const form = from < 0 ? '/' : target.slice(from);
  const mark = form.indexOf('?');
  return mark < 0 ? [form, ''] : [form.slice(0, mark), form.slice(mark + 1)];
}

const noBytes: Buffer = Buffer.alloc(0);

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const declared = request.headers['content-length'];
  if (declared === undefined && request.headers['transfer-encoding'] === undefined) return noBytes;
  if (declared !== undefined && Number(declared) > gatewayLimits.bodyBytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise<Buffer>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > gatewayLimits.bodyBytesMax) {
        request.removeAllListeners('data');
        request.resume();
        reject(tooLarge());
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks)));
    request.on('error', () => reject(cutOff()));
    request.on('close', () => {
      if (!request.complete) reject(cutOff());
    });
  });
}

function tooLarge(): AwsError {
  return new AwsError(
    { code: 'RequestEntityTooLarge', httpStatus: 413, fault: 'client' },
    `The request body is larger than ${gatewayLimits.bodyBytesMax} bytes.`,
  );
}

function cutOff(): AwsError {
  return new AwsError({ code: 'IncompleteBody', httpStatus: 400, fault: 'client' }, 'The request body ended early.');
}

function plain(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function preflight(request: IncomingMessage): WireResponse {
  const headers = request.headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
      ...(typeof headers === 'string' ? { 'access-control-allow-headers': headers } : {}),
      'access-control-max-age': '600',
    },
    body: '',
  };
}

function respond(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: WireResponse['body'] },
  request: IncomingMessage,
): void {
  if (response.destroyed) return;
  // What has not been read of the body would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    body.on('error', () => response.destroy());
    body.pipe(response);
    return;
  }
  response.writeHead(status, {
    ...headers,
    'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength,
  });
  response.end(body);
}
