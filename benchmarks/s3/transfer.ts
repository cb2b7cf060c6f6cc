/** One large body up, or down. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';

const chunk = Buffer.alloc(256 * 1024, 'lockstead ');

/** Answers the seconds that it took, until the answer's last byte. */
export async function transfer(
  port: number,
  {
    method,
    path,
    headers,
    bytes = 0,
  }: { method: string; path: string; headers: Record<string, string>; bytes?: number },
): Promise<number> {
  const started = process.hrtime.bigint();
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': bytes } });
  for (let left = bytes; left > 0; left -= chunk.length) {
    if (!outgoing.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) await once(outgoing, 'drain');
  }
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${method} ${path} answered ${answer.statusCode}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}
