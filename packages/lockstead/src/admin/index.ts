/** The way from a path to an admin call, and who may take it. */

import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Secret } from '#kernel/secret';
import type { AdminAction } from '#service/admin-action';
import type { AccessPair } from '#service/authorization';
import type { DecisionFinder } from '#service/decisions';
import type { Reader } from '#store/port';
import { isStoreFailure } from '#store/unavailable';
import { type AdminAnswer, type AdminCall, AdminError, refusal } from './admin.ts';
import { type BillOf, bill } from './bill.ts';
import { type ClockControl, moveClock, readClock } from './clock.ts';
import { type ConnectionCensus, connections } from './connections.ts';
import { type Coverage, coverage } from './coverage.ts';
import { credentials, type GiveCredentials } from './credentials.ts';
import { decisions } from './decisions.ts';
import type { FindResource } from './find-resource.ts';
import { type HealthFacts, health } from './health.ts';
import { importAccount, importOrganization, type TakePart } from './imports.ts';
import { changeKeyring, type KeyringControl, keyringStatus } from './keyring.ts';
import { type LeastParts, leastProof, leastUses } from './least/calls.ts';
import { type MessagesSent, messages } from './messages.ts';
import { metrics, showsToken } from './metrics.ts';
import { reset } from './reset.ts';
import { responsibility } from './responsibility.ts';
import type { AnyResource } from './some-resource/ask.ts';
import type { StoreReach } from './store-reach.ts';
import { flushTrails, type TrailControl, trailStatus } from './trails.ts';
import { decideCall, whoCanCall } from './what-if.ts';
import { type WorkloadParts, workloadCredentials } from './workload-credentials.ts';

/** What the admin calls need of a request. */
interface Incoming {
  readonly request: {
    readonly method: string;
    readonly query: string;
    readonly headers: { readonly authorization?: string | undefined };
  };
  readBody(): Promise<Buffer>;
}

/** What a caller of an admin call is asked for. */
export interface AdminAsked {
  readonly action: AdminAction;
  /** The caller's account owns what is asked for. */
  readonly ofCaller: boolean;
  readonly also: () => readonly AccessPair[];
}

export interface AdminParts<I extends Incoming> {
  /** Throws where the caller may not; answers the account of the caller. */
  readonly access: (incoming: I, body: Buffer, asked: AdminAsked) => Promise<AccountId>;
  readonly log: Log;
  readonly facts: HealthFacts;
  readonly storeReach: Pick<StoreReach, 'trouble' | 'failed'>;
  readonly coverage: () => Promise<Coverage>;
  readonly metrics: () => string;
  readonly connections: () => ConnectionCensus;
  /** A caller with this token may read metrics, and nothing else. */
  readonly metricsToken: Secret;
  readonly bill: BillOf;
  readonly messages: MessagesSent;
  readonly decisions: DecisionFinder;
  readonly reader: Reader;
  readonly whatIf: AnyResource;
  readonly least: Pick<LeastParts, 'usage' | 'whatIf'>;
  readonly findResource: FindResource;
  readonly clock: ClockControl;
  readonly keyring: KeyringControl;
  readonly trails: TrailControl;
  readonly reset?: () => Promise<void>;
  readonly credentials?: GiveCredentials;
  readonly workloads: WorkloadParts;
  readonly importAccount: TakePart;
  readonly importOrganization: TakePart;
}

const prefix = '/_lockstead/';

export function admin<I extends Incoming>(parts: AdminParts<I>): (incoming: I, path: string) => Promise<AdminAnswer> {
  const { reader, decisions: finder, clock, facts } = parts;
  const least = { ...parts.least, reader, decisions: finder, clock: clock.clock, enforce: facts.enforce };
  const calls: readonly AdminCall[] = [
    health(parts.facts, parts.storeReach),
    coverage(parts.coverage),
    decisions(parts.decisions, parts.reader),
    decideCall(parts.whatIf),
    whoCanCall(parts.whatIf),
    leastUses(least),
    leastProof(least),
    readClock(parts.clock),
    moveClock(parts.clock),
    keyringStatus(parts.keyring),
    changeKeyring(parts.keyring),
    trailStatus(parts.trails),
    flushTrails(parts.trails),
    metrics(parts.metrics),
    connections(parts.connections),
    bill(parts.bill),
    messages(parts.messages),
    responsibility(parts.findResource),
    reset(parts.reset),
    credentials(parts.credentials),
    workloadCredentials(parts.workloads),
    importAccount(parts.importAccount),
    importOrganization(parts.importOrganization),
  ];

  return async (incoming, path) => {
    try {
      const name = path.startsWith(prefix) ? path.slice(prefix.length) : 'health';
      const named = calls.filter((call) => call.path === name);
      const call = named.find(({ method }) => method === incoming.request.method);
      if (call === undefined) {
        throw named.length === 0
          ? new AdminError('NotFound', 404, `There is no admin call ${path}.`)
          : new AdminError(
              'MethodNotAllowed',
              405,
              `${path} takes ${named.map(({ method }) => method).join(' and ')}.`,
            );
      }
      const body = await incoming.readBody();
      const isScrape = call.path === 'metrics' && showsToken(incoming.request.headers, parts.metricsToken);
      const account =
        call.action === undefined || isScrape
          ? parts.facts.account
          : await parts.access(incoming, body, {
              action: call.action,
              ofCaller: call.ofCaller === true,
              also: () => call.also?.(body) ?? [],
            });
      return await call.handle({
        method: incoming.request.method,
        query: new URLSearchParams(incoming.request.query),
        body,
        account,
      });
    } catch (error) {
      if (isStoreFailure(error)) parts.storeReach.failed();
      return refusal(error, parts.log);
    }
  };
}
