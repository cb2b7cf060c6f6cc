/** A backend on this machine that answers what a test says, and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Answering = (asked: Asked, response: ServerResponse) => void;

export interface Backend extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Requests that began, also those whose body never came to its end. */
  readonly begun: number;
  answers(answering: Answering): void;
  /** What the front itself reads of resources: their policies, tags and keys, and the ARNs of secrets. None of it counts above. */
  readonly read: readonly Asked[];
  reads(answering: Answering): void;
}

export const emptyJson: Answering = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
};

export const noPolicy: Answering = (_, response) => {
  response
    .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
    .end('{"__type":"ResourceNotFoundException"}');
};

/** The front says so of its own questions. That for the URL of a queue goes with the request itself. */
function isOwnReading({ headers }: IncomingMessage): boolean {
  return headers['user-agent'] === 'lockstead-front' && headers['x-amz-target'] !== 'AmazonSQS.GetQueueUrl';
}

export async function openBackend(): Promise<Backend> {
  const asked: Asked[] = [];
  const read: Asked[] = [];
  let answering = emptyJson;
  let reading = noPolicy;
  let begun = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const isReading = isOwnReading(request);
    if (!isReading) begun++;
    const body = (await buffer(request)).toString();
    const one = { method, url, headers, body };
    if (isReading) {
      read.push(one);
      reading(one, response);
      return;
    }
    asked.push(one);
    answering(one, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    get begun() {
      return begun;
    },
    answers(next) {
      answering = next;
    },
    read,
    reads(next) {
      reading = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
