/**
 * A server of one kind of request, to be run as a process of its own: it verifies the signature, reads the body into
 * nothing or, under /keep/, into a file that is renamed when all of it held, and tells its memory on the way.
 *
 *     node body-server.ts SECRET FOLDER
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BodyError } from '../../src/sigv4/body-error.ts';
import { bodyReader } from '../../src/sigv4/body-reader.ts';
import { parseClaim } from '../../src/sigv4/parse-claim.ts';
import { SigningKeyCache } from '../../src/sigv4/signing-key-cache.ts';
import { verify } from '../../src/sigv4/verify.ts';

/** A minor collection, which frees what died young. Node gives it away only through this door. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
setFlagsFromString('--no-expose-gc');
const relieve = (): void => collect({ type: 'minor' });

const [secret = '', folder = ''] = process.argv.slice(2);
const keys = new SigningKeyCache();

async function answer(incoming: IncomingMessage): Promise<readonly [status: number, body: object]> {
  const target = incoming.url ?? '/';
  const request = {
    method: incoming.method ?? '',
    path: target,
    query: '',
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
  };
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') return [403, outcome];
  const verified = verify(outcome.claim, request, secret, { keys });
  if (!verified.ok) return [403, { code: 'SignatureDoesNotMatch' }];
  const reader = bodyReader(request, outcome.claim, { ...verified, relieve });
  if (!reader.ok) return [400, reader.error];

  let bytes = 0;
  const rssStart = process.memoryUsage.rss();
  let rssMax = rssStart;
  const measured = new Writable({
    write(part: Buffer, _encoding, done) {
      const before = bytes;
      bytes += part.length;
      // Once in 8 MB: asking costs a system call.
      if (before >> 23 !== bytes >> 23) rssMax = Math.max(rssMax, process.memoryUsage.rss());
      done();
    },
  });
  const staged = join(folder, 'staged');
  const sink = target.startsWith('/keep/') ? createWriteStream(staged) : measured;
  try {
    await pipeline(incoming, reader.stream, sink);
  } catch (error) {
    await rm(staged, { force: true });
    if (error instanceof BodyError) return [400, error.answer];
    throw error;
  }
  if (sink !== measured) await rename(staged, join(folder, 'kept'));
  const cpu = process.cpuUsage();
  return [200, { bytes, rssStart, rssMax, cpuSeconds: (cpu.user + cpu.system) / 1e6 }];
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [status, body] = await answer(incoming);
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

const server = createServer((incoming, outgoing) => {
  serve(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    outgoing.destroy();
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
