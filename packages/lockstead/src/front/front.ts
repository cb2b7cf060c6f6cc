/** The front as main starts it: services behind it, and the backends that they go on to. */
import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Behind } from '#service/behind';
import { frontBehind } from './behind.ts';
import type { EncodeDenial } from './encode-denial.ts';
import { iteratorGiven } from './learnt/iterators.ts';
import { learning } from './learnt/learnt-of.ts';
import { Mirror } from './mirror/mirror.ts';
import type { OwnKeys } from './own-keys.ts';
import type { OwnRoles } from './own-roles.ts';
import { resourcesOf, type Unknown } from './services/authorize.ts';
import { isDataOperation } from './services/data-operations.ts';
import { isReadOperation } from './services/read-only.ts';
import { Backend } from './upstream/backend.ts';
import { sender } from './upstream/send.ts';
import { type Upstream, upstreamFinder } from './upstream/upstream.ts';

export interface FrontSettings {
  readonly upstreams: readonly Upstream[];
  readonly unknown: Unknown;
  readonly log: Log;
  readonly timers: Timers;
  /** Of requests that nobody signed. */
  readonly homeAccount: AccountId;
  readonly ownKeys: OwnKeys;
  readonly ownRoles: OwnRoles;
  readonly encodeDenial: EncodeDenial;
  /** Whether Lockstead serves it itself, whatever backends there are. By the id of its entry. */
  readonly servesItself: (entryId: string) => boolean;
}

export interface OpenFront {
  readonly behind: Behind;
  /** Gives up the connections that are kept. */
  close(): void;
}

/** @throws NoSuchService for an upstream of a service that AWS does not have, or that Lockstead serves itself. */
export function openFront(settings: FrontSettings): OpenFront {
  const { upstreams, unknown, log, timers, homeAccount, ownKeys, ownRoles, encodeDenial, servesItself } = settings;
  const find = upstreamFinder(upstreams, servesItself);
  const made: Map<Upstream, Backend> = new Map();
  const backendOf = (client: string): Backend | undefined => {
    const upstream = find(client);
    if (upstream === undefined) return undefined;
    const known = made.get(upstream) ?? new Backend(upstream, timers);
    made.set(upstream, known);
    return known;
  };
  const learnt = learning(backendOf, timers, ownKeys);
  const send = sender({ backendOf, log, homeAccount });
  const mirror = new Mirror(ownRoles, timers, log);
  return {
    behind: frontBehind({
      unknown,
      log,
      learnt,
      ownRoles,
      encodeDenial,
      has: (client) => find(client) !== undefined,
      async send(outgoing) {
        const { input, operation, service } = outgoing;
        const [stream] = resourcesOf(input);
        // What is done with items and messages changes no policy.
        const keeps = isReadOperation(operation) || isDataOperation(service.client, operation);
        if (keeps) {
          const forwarded = await send(outgoing);
          const iterator = service.client === 'kinesis' ? iteratorGiven(operation, forwarded.response.body) : undefined;
          if (iterator !== undefined && stream !== undefined) learnt.iterator(iterator, stream);
          return forwarded;
        }
        const backend = backendOf(service.client);
        if (backend !== undefined) await mirror.before(backend, outgoing);
        try {
          return await send(outgoing);
        } finally {
          // Also where it failed: the backend may have done it all the same.
          learnt.forget(resourcesOf(input));
        }
      },
    }),
    close() {
      for (const { client } of made.values()) client.close();
    },
  };
}
