/** A closed-loop client as cheap as can be: prepared bytes out, one answer at a time in, over a few kept connections. */
import { connect } from 'node:net';

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: number;
  /** Of each request, from its last byte sent to its answer, in the order of the answers. */
  readonly answerMs: readonly number[];
}

/** Sends `count` requests in turn over `connections` sockets; `requests` is gone through in order, again and again. */
export async function load(
  port: number,
  requests: readonly Buffer[],
  count: number,
  connections: number,
): Promise<LoadResult> {
  let sent = 0;
  let failures = 0;
  const answerMs: number[] = [];
  const next = (): Buffer | undefined => (sent < count ? requests[sent++ % requests.length] : undefined);
  const started = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: connections }, () =>
      conversation(port, next, (status, ms) => {
        answerMs.push(ms);
        if (status !== 200) failures += 1;
      }),
    ),
  );
  return { requests: count, seconds: Number(process.hrtime.bigint() - started) / 1e9, failures, answerMs };
}

async function conversation(
  port: number,
  next: () => Buffer | undefined,
  onAnswer: (status: number, ms: number) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let held: Buffer = Buffer.alloc(0);
    let isDone = false;
    let sentAt = 0;
    const send = (): void => {
      const request = next();
      isDone = request === undefined;
      if (request === undefined) socket.end();
      else {
        sentAt = performance.now();
        socket.write(request);
      }
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => {
      if (isDone) resolve();
      // The rest would be asked by fewer at once, and look slower or faster than it is.
      else reject(new Error('the server closed a connection between two requests'));
    });
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const size = answerSize(held);
      if (size === undefined || held.length < size) return;
      onAnswer(Number(held.toString('latin1', 9, 12)), performance.now() - sentAt);
      held = held.subarray(size);
      send();
    });
  });
}

/** Bytes of the answer at the start of `held`, once its headers are there. */
export function answerSize(held: Buffer): number | undefined {
  const end = held.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(held.toString('latin1', 0, end))?.[1];
  return end + 4 + Number(length ?? 0);
}
