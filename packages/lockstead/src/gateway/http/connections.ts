/**
 * Who holds the connections. Each has an owner and an end. Anybody can open many, so when they become scarce those are closed first that were
 * silent longest and never carried an authenticated request: a crowd of strangers shuts nobody out. The clients of one machine share its
 * loopback address, so limits by address count beyond loopback only.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Metrics } from '../metrics.ts';
import type { GatewayLimits } from './limits.ts';
import { isLoopbackAddress } from './loopback.ts';
import type { Exchange } from './respond.ts';

type ConnectionLimits = Pick<GatewayLimits, 'connectionsMax' | 'connectionsReserve' | 'connectionsPerAddressMax'>;

export interface Connection {
  /** Of the peer, as the socket shows it. */
  readonly address: string;
  /** One that came when all others were taken: health alone is answered on it. */
  readonly isReserve: boolean;
  /** Who signed the last authenticated request on it; absent for a stranger. */
  principal?: string;
  /** The newest request on it. */
  newest?: Exchange;
  requestsUnderWay: number;
  destroy(): void;
}

/** What an operator is shown: who holds how many. */
export interface ConnectionCensus {
  readonly open: number;
  readonly authenticated: number;
  readonly unauthenticated: number;
  /** The addresses and principals that hold most, most first, at most ten of each. */
  readonly addresses: readonly Holder[];
  readonly principals: readonly Holder[];
}

export interface Holder {
  readonly name: string;
  readonly connections: number;
}

const holdersShown = 10;

export interface ConnectionsOptions {
  readonly limits: ConnectionLimits;
  readonly metrics: Metrics;
  /** A proxy in front holds the connections of all its clients: no limit by address counts for it. */
  readonly isProxy: (address: string) => boolean;
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #bySocket = new Map<Duplex, Connection>();
  /** Those whose TLS handshake is under way, by both ends' addresses. */
  readonly #handshakes = new Map<string, Connection>();
  readonly #perAddress = new Map<string, number>();
  /** Both in the order of their last request, the longest silent first. */
  readonly #strangers = new Set<Connection>();
  readonly #known = new Set<Connection>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    options.metrics.gauges('connections', 'state', 'Open connections.', () => ({
      authenticated: this.#known.size,
      unauthenticated: this.#strangers.size,
    }));
  }

  /** A connection came in. It is closed at once where its address holds too many. */
  opened(socket: Socket): void {
    const { limits, metrics, isProxy } = this.#options;
    const address = plainAddress(socket.remoteAddress);
    const ofAddress = (this.#perAddress.get(address) ?? 0) + 1;
    if (ofAddress > limits.connectionsPerAddressMax && !isLoopbackAddress(address) && !isProxy(address)) {
      metrics.count('connections_refused_total');
      socket.destroy();
      return;
    }
    this.#perAddress.set(address, ofAddress);
    this.#makeRoom();
    const connection: Connection = {
      address,
      isReserve: this.#open >= limits.connectionsMax,
      requestsUnderWay: 0,
      destroy: () => socket.destroy(),
    };
    this.#strangers.add(connection);
    this.#bySocket.set(socket, connection);
    const key = endsOf(socket);
    this.#handshakes.set(key, connection);
    socket.once('close', () => {
      this.#closed(connection);
      this.#bySocket.delete(socket);
      if (this.#handshakes.get(key) === connection) this.#handshakes.delete(key);
    });
  }

  /** With TLS requests come on another socket than the one that was accepted. */
  secured(socket: Socket): void {
    const connection = this.#handshakes.get(endsOf(socket));
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    this.#bySocket.set(socket, connection);
    socket.once('close', () => this.#bySocket.delete(socket));
  }

  /** Undefined for one that was refused and whose bytes still came. */
  of(socket: Duplex): Connection | undefined {
    return this.#bySocket.get(socket);
  }

  /** The head of a request came on it: it is not silent. */
  spoke(connection: Connection): void {
    const kin = connection.principal === undefined ? this.#strangers : this.#known;
    // Not one that is closed already.
    if (kin.delete(connection)) kin.add(connection);
  }

  authenticated(connection: Connection, principal: string): void {
    if (connection.principal === undefined && this.#strangers.delete(connection)) this.#known.add(connection);
    connection.principal = principal;
  }

  census(): ConnectionCensus {
    return {
      open: this.#open,
      authenticated: this.#known.size,
      unauthenticated: this.#strangers.size,
      addresses: most(this.#perAddress),
      principals: most(countBy(this.#known, ({ principal }) => principal ?? '')),
    };
  }

  get #open(): number {
    return this.#strangers.size + this.#known.size;
  }

  #closed(connection: Connection): void {
    this.#strangers.delete(connection);
    this.#known.delete(connection);
    const left = (this.#perAddress.get(connection.address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(connection.address, left);
    else this.#perAddress.delete(connection.address);
  }

  /** From three quarters on, a stranger goes for each that comes; when all are taken, one that is known and has nothing under way. */
  #makeRoom(): void {
    const { connectionsMax } = this.#options.limits;
    if (this.#open < Math.floor(connectionsMax * 0.75)) return;
    const [stranger] = this.#strangers;
    if (stranger !== undefined) this.#shed(stranger);
    else if (this.#open >= connectionsMax) {
      for (const known of this.#known) {
        if (known.requestsUnderWay > 0) continue;
        this.#shed(known);
        return;
      }
    }
  }

  #shed(connection: Connection): void {
    this.#options.metrics.count('connections_shed_total');
    connection.destroy();
    // Its close is told later, and it must not be chosen twice.
    this.#strangers.delete(connection);
    this.#known.delete(connection);
  }
}

/** An IPv4 peer of an IPv6 listener by its IPv4 address; of IPv6 the network of 64 bits, since a host has all of it. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  return address.includes(':') && address !== '::1' ? `${expanded(address).slice(0, 4).join(':')}::/64` : address;
}

function expanded(address: string): readonly string[] {
  const [head = '', tail = ''] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  return [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last];
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

function countBy<T>(items: Iterable<T>, nameOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
}

function most(counts: ReadonlyMap<string, number>): readonly Holder[] {
  return [...counts]
    .map(([name, connections]) => ({ name, connections }))
    .sort((a, b) => b.connections - a.connections)
    .slice(0, holdersShown);
}
