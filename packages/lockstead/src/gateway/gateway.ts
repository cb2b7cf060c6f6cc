/** What the pipeline stands on; main puts it together. */
import { loadModel, type ServiceEntry, type ServiceModel, serviceById } from '@lockstead/wire';
import type { EventLog } from '#events/event-log';
import type { UsageLedger } from '#events/usage/ledger';
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Region } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Behind } from '#service/behind';
import type { DataEventInterest } from '#service/further-event';
import type { Operation } from '#service/operation';
import type { Credentials, CredentialUseRecorder, Guardrails, OpenRegions, PrincipalPolicies } from '#service/ports';
import type { ServiceDefinition } from '#service/service';
import type { Session } from '#service/session';
import type { Store } from '#store/port';
import type { DecisionLog } from './decide/decision-log.ts';
import type { Metrics } from './metrics.ts';
import type { SecurityLog } from './security-log.ts';

/** `audit` lets pass and records what would have been denied; `off` asks no policy at all. Signatures are verified in each. */
export type Enforcement = 'full' | 'audit' | 'off';

export interface Gateway {
  readonly services: ServiceRegistry;
  /** What is not served here goes on to a backend. */
  readonly behind?: Behind;
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly securityLog: SecurityLog;
  readonly credentials: Credentials;
  readonly uses: CredentialUseRecorder;
  readonly policies: PrincipalPolicies;
  readonly guardrails: Guardrails;
  readonly openRegions: OpenRegions;
  readonly events: EventLog;
  readonly dataEvents: DataEventInterest;
  readonly usage: Pick<UsageLedger, 'used'>;
  readonly decisions: DecisionLog;
  readonly enforce: Enforcement;
  /** Refuse request members that the model does not know, instead of ignoring them as AWS does. */
  readonly strict: boolean;
  readonly homeRegion: Region;
  /** Called each time some megabytes have passed through a stream; see kernel/memory.ts. */
  readonly relieve?: () => void;
  /** Hears of requests that failed because the store did. */
  readonly storeFailed?: (error: unknown) => void;
  /** With `--dev`: the session that `test`/`test` stands for. */
  readonly devSession?: Session;
}

/** A service that is served, with its operations by name. */
export interface ServedService {
  readonly definition: ServiceDefinition;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly entry: ServiceEntry;
  loadModel(): Promise<ServiceModel>;
}

export type ServiceRegistry = ReadonlyMap<ServiceEntry['id'], ServedService>;

/** Where services are looked up. */
export type ServiceDirectory = Pick<Gateway, 'services' | 'behind'>;

const servedBehind: WeakMap<ServiceDefinition, ServedService> = new WeakMap();

/** Our own, or one behind the front. */
export function servedBy({ services, behind }: ServiceDirectory, entry: ServiceEntry): ServedService | undefined {
  const own = services.get(entry.id);
  if (own !== undefined) return own;
  const definition = behind?.definitionOf(entry);
  if (definition === undefined) return undefined;
  const known = servedBehind.get(definition) ?? served(definition);
  servedBehind.set(definition, known);
  return known;
}

export function serviceRegistry(definitions: readonly ServiceDefinition[]): ServiceRegistry {
  return new Map(definitions.map((definition) => [definition.name, served(definition)]));
}

function served(definition: ServiceDefinition): ServedService {
  const { name, model } = definition;
  const operations = new Map(definition.operations.map((operation) => [operation.name, operation]));
  if (model !== undefined) return { definition, operations, entry: model.entry, loadModel: async () => model };
  const entry = present(serviceById(name), `there is a service ${name}`);
  return { definition, operations, entry, loadModel: () => loadModel(entry) };
}
