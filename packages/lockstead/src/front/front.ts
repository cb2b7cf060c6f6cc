/** The front as main starts it: services behind it, and the backends that they go on to. */
import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Behind } from '#service/behind';
import { frontBehind } from './behind.ts';
import type { Unknown } from './services/authorize.ts';
import { backends } from './upstream/send.ts';
import { type Upstream, upstreamFinder } from './upstream/upstream.ts';

export interface FrontSettings {
  readonly upstreams: readonly Upstream[];
  readonly unknown: Unknown;
  readonly log: Log;
  readonly timers: Timers;
  /** Of requests that nobody signed. */
  readonly homeAccount: AccountId;
}

export interface OpenFront {
  readonly behind: Behind;
  /** Gives up the connections that are kept. */
  close(): void;
}

/** @throws NoSuchService for an upstream of a service that AWS does not have. */
export function openFront({ upstreams, unknown, log, timers, homeAccount }: FrontSettings): OpenFront {
  const find = upstreamFinder(upstreams);
  const { send, close } = backends({ find, timers, log, homeAccount });
  return { behind: frontBehind({ unknown, log, has: (client) => find(client) !== undefined, send }), close };
}
