/** Sends a stream through a server in its own process, and fetches one as long; says what arrived and what it cost in memory. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

export interface Passed {
  readonly sent: number;
  readonly received: number;
  readonly fetched: number;
  readonly rssBytesMax: number;
}

interface Told {
  readonly received: number;
  readonly rssBytes: number;
}

const chunk = Buffer.alloc(64 * 1024, 'y');
const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

export async function passThrough(bytes: number): Promise<Passed> {
  const child = fork(fileURLToPath(new URL('./stream-server.ts', import.meta.url)), { execArgv: [] });
  try {
    const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
    const tell = async (): Promise<Told> => {
      const told = once(child, 'message');
      child.send(bytes);
      return ((await told) as [Told])[0];
    };
    const put = httpRequest(`${endpoint}/box/key`, {
      method: 'PUT',
      headers: { authorization, 'content-length': bytes },
    });
    const answered = once(put, 'response') as Promise<[IncomingMessage]>;
    await pipeline(Readable.from(produce(bytes), { objectMode: false }), put);
    const [response] = await answered;
    response.resume();
    await tell();
    const get = httpRequest(`${endpoint}/box/key`, { headers: { authorization } }).end();
    const [answer] = (await once(get, 'response')) as [IncomingMessage];
    let fetched = 0;
    for await (const part of answer) fetched += (part as Buffer).length;
    const told = await tell();
    return { sent: bytes, received: told.received, fetched, rssBytesMax: told.rssBytes };
  } finally {
    child.kill();
  }
}

function* produce(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= chunk.length) yield left >= chunk.length ? chunk : chunk.subarray(0, left);
}
