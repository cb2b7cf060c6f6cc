/** The socket of the endpoints: on loopback alone, for names of this machine alone, with a bound on all that a caller can send. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '#terminal/exit';
import { type Endpoint, json, type Reply } from './exchange.ts';

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const limits = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
const connectionsMax = 256;
/** A page in a browser that had this machine's address given to its own name would come with that name. */
const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

export async function listen(
  port: number,
  endpoints: readonly Endpoint[],
  failed: (error: unknown) => void,
): Promise<Listening> {
  const server = createServer(limits, (request, response) => {
    // No question has a body: what comes is not kept.
    request.resume();
    const send = ({ status, headers, body }: Reply): void => {
      response.writeHead(status, {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
      });
      response.end(body);
    };
    if (!loopbackNames.has((request.headers.host ?? '').replace(/:\d+$/, ''))) {
      send(json({ code: 'Forbidden', message: 'This endpoint is for programs of this machine.' }, 403));
      return;
    }
    const question = {
      method: request.method ?? '',
      path: (request.url ?? '').split('?')[0] ?? '',
      headers: request.headers,
    };
    answer(question, endpoints).then(send, (error: unknown) => {
      failed(error);
      send(json({ code: 'InternalFailure', message: 'The endpoint failed; its terminal says more.' }, 500));
    });
  });
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(`Port ${port} on ${host} is taken; --port chooses another.`, 2)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(question: Parameters<Endpoint>[0], endpoints: readonly Endpoint[]): Promise<Reply> {
  for (const endpoint of endpoints) {
    const reply = await endpoint(question);
    if (reply !== undefined) return reply;
  }
  return json({ code: 'NotFound', message: 'There is nothing at this path.' }, 404);
}
