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
  heal(): void;
}

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
  let refusing = false;
  const listener = createServer((near) => {
    if (refusing) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const pair: Pair = { near, far, sent: '', swallowed: false };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      // A swallowed connection is not closed either: the other side would learn of it.
      if (pair.swallowed) return;
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end);
    near.on('data', (data) => {
      if (pair.sent.length < sentMax) pair.sent += data.toString('latin1');
      if (!pair.swallowed) far.write(data);
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
  const swallowed = new Set<Pair>();
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
    heal() {
      refusing = false;
    },
    async [Symbol.asyncDispose]() {
      destroy([...pairs, ...swallowed]);
      listener.close();
      await once(listener, 'close');
    },
  };
}
