/** A fixture server in a process of its own, so that its memory is its own: counts what S3 is given, gives as much as is asked for. */
import { Readable } from 'node:stream';
import { startFixtureServer } from './fixture-server.ts';

const chunk = Buffer.alloc(64 * 1024, 'x');
const fixture = await startFixtureServer();
let received = 0;

fixture.onStream = async (body) => {
  for await (const part of body) received += (part as Buffer).length;
  return { ETag: '"e"' };
};

/** As many bytes as the process is told to answer with. */
function* produce(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= chunk.length) yield left >= chunk.length ? chunk : chunk.subarray(0, left);
}

process.on('message', (bytes: number) => {
  fixture.answer = { output: { Body: Readable.from(produce(bytes), { objectMode: false }), ContentLength: bytes } };
  process.send?.({ received, rssBytes: process.resourceUsage().maxRSS * 1024 });
});
process.send?.({ endpoint: fixture.endpoint });
