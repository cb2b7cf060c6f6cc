/** What a network between a node and its database can do: cut connections, refuse new ones, or swallow what is sent and say nothing. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Network extends AsyncDisposable {
  /** The same database, through here. */
  readonly url: string;
  /** Cuts what there is, and refuses more until `heal`. */
  cut(): void;
  /** Those that are open, or those of them that fit, carry nothing from here on, and nobody is told. New ones work. */
  swallow(fits?: (sent: string) => boolean): number;
  /** What the database says to those that are open is not taken any more, as by a node that stands still. */
  clog(): void;
  heal(): void;
  /** Asked about each piece that the node sends, until `undefined` takes its place. */
  interfere(how: ((sent: string) => Interference) | undefined): void;
}

/** The piece goes through; or the connection is cut, or goes silent, before the piece has arrived or when it has. */
export type Interference = 'pass' | 'cut' | 'cutAfter' | 'swallow' | 'swallowAfter';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** The first of what the node said, in text. */
  sent: string;
  swallowed: boolean;
}

const sentMax = 64 * 1024;

export async function networkTo(url: string): Promise<Network> {
  const { port, hostname } = new URL(url);
  const pairs = new Set<Pair>();
  const swallowed = new Set<Pair>();
  let refusing = false;
  let interfering: ((sent: string) => Interference) | undefined;
  const listener = createServer((near) => {
    if (refusing) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const pair: Pair = { near, far, sent: '', swallowed: false };
    pairs.add(pair);
    let isEnding = false;
    const end = (): void => {
      pairs.delete(pair);
      // A swallowed connection is not closed either: the other side would learn of it.
      if (pair.swallowed || isEnding) return;
      isEnding = true;
      near.destroy();
      // What has been sent arrives first.
      far.destroySoon();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end);
    near.on('data', (data) => {
      const piece = data.toString('latin1');
      if (pair.sent.length < sentMax) pair.sent += piece;
      if (pair.swallowed) return;
      const what = interfering?.(piece) ?? 'pass';
      if (what === 'pass' || what === 'cutAfter' || what === 'swallowAfter') far.write(data);
      if (what === 'cut' || what === 'cutAfter') near.destroy();
      if (what === 'swallow' || what === 'swallowAfter') {
        pair.swallowed = true;
        swallowed.add(pair);
      }
    });
    far.on('data', (data) => {
      if (!pair.swallowed) near.write(data);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const through = new URL(url);
  through.port = String(address.port);
  const destroy = (some: Iterable<Pair>): void => {
    for (const { near, far } of some) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    url: through.href,
    cut() {
      refusing = true;
      destroy(pairs);
    },
    swallow(fits = () => true) {
      const fitting = [...pairs].filter(({ sent }) => fits(sent));
      for (const pair of fitting) {
        pair.swallowed = true;
        swallowed.add(pair);
      }
      return fitting.length;
    },
    clog() {
      for (const { far } of pairs) far.pause();
    },
    heal() {
      refusing = false;
    },
    interfere(how) {
      interfering = how;
    },
    async [Symbol.asyncDispose]() {
      destroy([...pairs, ...swallowed]);
      listener.close();
      await once(listener, 'close');
    },
  };
}
