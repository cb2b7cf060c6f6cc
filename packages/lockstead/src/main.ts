/** The composition root: the only file that knows every room. Config in, a running Lockstead out. */

import { join, relative } from 'node:path';
import process from 'node:process';
import type { Coverage } from '#admin/coverage';
import type { Given } from '#admin/credentials';
import { findResource } from '#admin/find-resource';
import { admin } from '#admin/index';
import { knownResources } from '#admin/known-resources';
import { anyResource } from '#admin/some-resource/ask';
import { StoreReach } from '#admin/store-reach';
import { cannotListen } from '#config/cannot-listen';
import { type Config, isLoopbackHost } from '#config/config';
import { openDataDirectory, refusedStart, type StoredCredentials, writeCredentials } from '#config/data-directory';
import { refuseLostDatabase } from '#config/lost-database';
import { metricsToken } from '#config/metrics-token';
import { Agenda, type AgendaWork, schedule } from '#events/agenda';
import { blobSweep, sweepBlobs } from '#events/blob-sweep';
import { Bus } from '#events/bus';
import { beginAgain } from '#events/epoch';
import { EventLog } from '#events/event-log';
import { UsageLedger } from '#events/usage/ledger';
import { adminAccess } from '#gateway/admin-access';
import { DecisionLog, decisionSweep, sweepDecisions } from '#gateway/decide/decision-log';
import { whatIf } from '#gateway/decide/what-if';
import { type Gateway, type ServiceRegistry, serviceRegistry } from '#gateway/gateway';
import { type Listening, listen } from '#gateway/http/listener';
import { Metrics } from '#gateway/metrics';
import { Pipeline } from '#gateway/pipeline';
import { SecurityLog } from '#gateway/security-log';
import { iamArn } from '#kernel/arn';
import { type Duration, type Instant, type MovableClock, milliseconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { Log } from '#kernel/log';
import { relieveMemory } from '#kernel/memory';
import { parseNetworks } from '#kernel/networks';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import type { Invoke } from '#service/call';
import type { DataEventInterest } from '#service/further-event';
import type { Credentials, Guardrails } from '#service/ports';
import type { ServiceDefinition } from '#service/service';
import {
  AccountQuotas,
  CredentialUses,
  currentSession,
  type FirstCredentials,
  longTermCredentials,
  principalFinder,
  principalPolicies,
} from '#services/iam/api';
import { services } from '#services/index';
import { giveSession, SessionTokens, temporaryCredentials } from '#services/sts/api';
import { fileBlobs } from '#store/blobs/fs';
import { memoryBlobs } from '#store/blobs/memory';
import type { Blobs } from '#store/blobs/port';
import type { Store, Transaction } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import {
  firstStart,
  followInstance,
  type RootUser,
  rememberClock,
  rememberedClock,
  startAfresh,
} from './first-start.ts';
import { version } from './version.ts';

export interface Surroundings {
  readonly clock: MovableClock;
  readonly entropy: Entropy;
  readonly timers: Timers;
  readonly log: Log;
  readonly rootKey: RootKey;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** `LOCKSTEAD_ROOT_ACCESS_KEY_ID` and its secret, when they are set. */
  readonly rootCredentials?: FirstCredentials;
  /** Served beside those of services/index.ts; the contract tests of the seams bring theirs. */
  readonly furtherServices?: (store: Store) => readonly ServiceDefinition[];
  /** The organization that accounts are in, for tests of what guardrails do. Absent: they are in none. */
  readonly guardrails?: Guardrails;
}

export interface Running {
  readonly endpoint: string;
  readonly account: AccountId;
  /** The administrator's access key. */
  readonly admin: FirstCredentials;
  readonly isFirstStart: boolean;
  readonly credentialsFile?: string;
  /** The root user's sign-in, of a first start that has no directory to write it to. */
  readonly root?: RootUser;
  readonly clock: MovableClock;
  /** Moves the product's clock ahead and does what falls due. */
  moveClock(offset: Duration): Promise<void>;
  reset(): Promise<void>;
  /** Without asking a trust policy. Undefined: there is no such principal. */
  giveCredentials(
    arn: string,
    seconds: number,
  ): Promise<
    { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string } | undefined
  >;
  /** Finishes what is under way, and loses nothing. */
  stop(): Promise<void>;
}

export async function start(config: Config, surroundings: Surroundings): Promise<Running> {
  refuseLostDatabase(config);
  const { dataDirectory, store: source } = config;
  if (dataDirectory !== undefined) {
    const database = source.kind === 'sqlite' ? source.path : undefined;
    openDataDirectory(dataDirectory, (sentence) => surroundings.log.warn(sentence), database);
  }
  const store = await openStore(config, surroundings);
  try {
    return await assemble(config, surroundings, store);
  } catch (error) {
    // A damaged database may fail to close as well. The first error is the one to report.
    await store.close().catch(() => undefined);
    throw refusedStart(error, config.store.kind === 'sqlite' ? config.dataDirectory : undefined);
  }
}

async function openStore(config: Config, { clock, timers, rootKey }: Surroundings): Promise<Store> {
  const key = rootKey.derive('store');
  switch (config.store.kind) {
    case 'memory':
      return await openSqliteStore({ path: ':memory:', rootKey: key, clock, timers });
    case 'sqlite':
      return await openSqliteStore({ path: config.store.path, rootKey: key, clock, timers });
    case 'postgres':
      // Loaded only when needed, so that a start with SQLite does not load the driver.
      return await (await import('#store/postgres/open-postgres-store')).openPostgresStore({
        url: config.store.url,
        rootKey: key,
        clock,
        timers,
      });
  }
}

/** Beside the database, or in memory with it. */
function blobsOf({ dataDirectory }: Config, { clock, entropy }: Surroundings, store: Store): Blobs {
  return dataDirectory === undefined
    ? memoryBlobs({ store, clock, entropy })
    : fileBlobs({ folder: join(dataDirectory, 'blobs'), store, clock, entropy });
}

async function assemble(config: Config, surroundings: Surroundings, store: Store): Promise<Running> {
  const { clock, entropy, timers, log, rootKey } = surroundings;
  const storeReach = new StoreReach(store, timers, clock);
  const events = new EventLog(store, timers, {
    failed(error) {
      storeReach.failed();
      log.error('events were not written, and will be tried again', { error: String(error) });
    },
  });
  const decisions = new DecisionLog();
  const metrics = new Metrics();
  const securityLog = new SecurityLog(log, metrics, timers);
  timers.loopDelayP99Ms();
  metrics.gauge(
    'event_loop_delay_p99_seconds',
    'How late the event loop was since the last reading, at the 99th percentile.',
    () => timers.loopDelayP99Ms() / 1000,
  );
  metrics.gauge('resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  const policies = principalPolicies(store);
  const sessionTokens = new SessionTokens(rootKey);
  const uses = new CredentialUses(store, timers, (error) =>
    log.error('the last uses of credentials were not written', { error: String(error) }),
  );
  const usage = new UsageLedger(store, timers, (error) =>
    log.error('counts of uses were not written, and will be tried again', { error: String(error) }),
  );
  const blobs = blobsOf(config, surroundings, store);
  const guardrails: Guardrails = surroundings.guardrails ?? { of: async () => undefined };
  // There are no trails yet, so nobody wants data events.
  const dataEvents: DataEventInterest = { wants: () => false };
  const registry = serviceRegistry([
    ...services({ events, policies, sessionTokens, uses, quotas: new AccountQuotas(store), guardrails }),
    ...(surroundings.furtherServices?.(store) ?? []),
  ]);
  followInstance(store, {
    clockMoved: (offset) => clock.setOffset(offset),
    wasReset() {
      events.clear();
      uses.clear();
      usage.clear();
      decisions.clear();
    },
  });
  const { instance, isFirstStart, root } = await firstStart(config, surroundings, store);
  clock.setOffset(instance.clockOffset);
  await store.transact((tx) => scheduleStanding(tx, registry, clock.now()));

  const gateway: Gateway = {
    services: registry,
    store,
    clock,
    entropy,
    timers,
    log,
    metrics,
    securityLog,
    credentials: credentialsOf(store, sessionTokens, clock),
    uses,
    policies,
    guardrails,
    events,
    dataEvents,
    usage,
    decisions,
    enforce: config.enforce,
    strict: config.strict,
    relieve: relieveMemory,
    storeFailed: () => storeReach.failed(),
    homeRegion: config.region,
    ...(config.dev
      ? {
          devSession: { principal: { kind: 'root', account: instance.account, arn: iamArn(instance.account, 'root') } },
        }
      : {}),
  };
  const bus = new Bus({
    store,
    timers,
    subscribers: [...registry.values()].flatMap(({ definition }) => definition.subscribers ?? []),
    journals: {
      events,
      subscribers: [...registry.values()].flatMap(({ definition }) => definition.journalSubscribers ?? []),
    },
    failed: (subscriber, error) =>
      log.error('a subscriber failed, and will be given the same changes again', { subscriber, error: String(error) }),
  });
  const pipeline = new Pipeline(gateway);
  const agenda = new Agenda(store, pipeline.workplace, clock, agendaItems(registry, blobs), ({ kind }, error) =>
    log.error('work that fell due failed, and will be tried again', { kind, error: String(error) }),
  );

  async function moveClock(offset: Duration): Promise<void> {
    await store.transact((tx) => rememberClock(tx, offset));
    await agenda.runDue();
    await bus.drain();
  }

  async function reset(): Promise<void> {
    await events.flush();
    clock.setOffset(milliseconds(0));
    await store.transact(async (tx) => {
      await beginAgain(tx);
      await startAfresh(tx, instance, surroundings);
      await scheduleStanding(tx, registry, clock.now());
    });
  }

  const principals = principalFinder(store);

  async function giveCredentials(arn: string, seconds: number): Promise<Given | undefined> {
    const session = await principals.find(arn, clock.now());
    const given = session && giveSession(sessionTokens, session, seconds, clock.now(), entropy);
    // There is no event for it, because events are about operations of AWS.
    if (given !== undefined)
      log.warn('credentials were given without asking a trust policy', { principal: given.principal, seconds });
    return given;
  }

  const nextTurn = (): Promise<void> => new Promise((turn) => timers.soon(turn));
  const handleAdmin = admin({
    access: adminAccess(gateway, instance.account, config.dev),
    log,
    facts: {
      version,
      enforce: config.enforce,
      account: instance.account,
      region: config.region,
      services: [...registry.keys()],
      dev: config.dev,
      ...(isLoopbackHost(config.host) ? { pid: process.pid } : {}),
    },
    storeReach,
    coverage: () => coverageOf(registry),
    metrics: () => metrics.text(),
    connections: () => listening.census(),
    metricsToken: metricsToken(rootKey),
    decisions,
    reader: store,
    whatIf: anyResource({
      ask: whatIf(gateway, principals, instance.account),
      place: { account: instance.account, region: config.region },
      known: knownResources((name) => registry.get(name)?.definition, store, instance.account, config.region),
      principals: async () =>
        (await principals.all(instance.account, clock.now())).flatMap(({ principal }) =>
          'arn' in principal ? principal.arn : [],
        ),
      nextTurn,
    }),
    findResource: findResource({
      definitionOf: (name) => registry.get(name)?.definition,
      reader: store,
      account: instance.account,
      region: config.region,
      nextTurn,
    }),
    clock: {
      clock,
      catchUp: async () => clock.setOffset(await rememberedClock(store)),
      ...(config.dev ? { move: moveClock } : {}),
    },
    ...(config.dev ? { reset, credentials: giveCredentials } : {}),
  });

  const listening = await listenOn(
    config,
    surroundings,
    { metrics, securityLog },
    {
      aws: (incoming) => pipeline.answer(incoming),
      overload: (incoming) => pipeline.overload(incoming),
      page: (incoming) => pipeline.page(incoming),
      admin: handleAdmin,
    },
  );
  const adminKey = { accessKeyId: instance.adminKey, secretAccessKey: instance.adminSecret };
  const endpoint = `${config.tls === undefined ? 'http' : 'https'}://${hostInUrl(config.host)}:${listening.port}`;
  const credentialsFile = await tellDirectory(config, surroundings, listening, {
    account: instance.account,
    region: config.region,
    ...adminKey,
    endpoint,
    pid: process.pid,
    store: whereKept(config),
  });
  bus.start();
  const stopTicking = timers.every(1000, () => {
    agenda.runDue().catch((error: unknown) => log.error('work that fell due failed', { error: String(error) }));
  });
  return {
    endpoint,
    account: instance.account,
    admin: adminKey,
    isFirstStart,
    ...(credentialsFile === undefined ? {} : { credentialsFile }),
    ...(credentialsFile === undefined && root !== undefined ? { root } : {}),
    clock,
    moveClock,
    reset,
    async giveCredentials(arn, seconds) {
      const {
        AccessKeyId = '',
        SecretAccessKey = '',
        SessionToken = '',
      } = (await giveCredentials(arn, seconds))?.credentials ?? {};
      if (AccessKeyId === '') return undefined;
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    },
    async stop() {
      stopTicking();
      await listening.stop();
      await agenda.runDue();
      await bus.stop();
      await events.flush();
      await uses.flush();
      await usage.flush();
      await store.close();
      log.flush();
    },
  };
}

/** Relative to the directory, as `--store` takes it: one that is moved or copied still finds its own. */
function whereKept({ store, dataDirectory = '' }: Config): string {
  return store.kind === 'sqlite' ? `sqlite:${relative(dataDirectory, store.path)}` : 'postgres:';
}

/** The data directory learns where the server is, and with which key one reaches it. */
async function tellDirectory(
  { dataDirectory, tls }: Config,
  { tls: made }: Surroundings,
  listening: Listening,
  credentials: StoredCredentials,
): Promise<string | undefined> {
  if (dataDirectory === undefined) return undefined;
  try {
    return writeCredentials(dataDirectory, {
      ...credentials,
      ...(tls === 'selfSigned' && made !== undefined ? { certificate: made.cert } : {}),
    });
  } catch (error) {
    // Nobody could find this server. If it went on listening, it would only hold the port.
    await listening.stop();
    throw error;
  }
}

async function listenOn(
  config: Config,
  { log, timers, entropy, tls }: Surroundings,
  watch: Pick<Gateway, 'metrics' | 'securityLog'>,
  handlers: Parameters<typeof listen>[1],
): Promise<Listening> {
  const secured = config.tls === 'selfSigned' ? tls : config.tls;
  invariant(config.tls !== 'selfSigned' || secured !== undefined, 'a self-signed certificate has been made');
  try {
    return await listen(
      {
        host: config.host,
        port: config.port,
        ...(secured === undefined ? {} : { tls: secured }),
        hosts: { allowed: config.allowedHosts, origins: config.corsOrigins },
        ...(config.trustedProxies.length === 0 ? {} : { trustedProxies: parseNetworks(config.trustedProxies) }),
        log,
        ...watch,
        timers,
        entropy,
        relieve: relieveMemory,
      },
      handlers,
    );
  } catch (error) {
    throw cannotListen(config, error);
  }
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Long-term keys are IAM's, temporary ones STS's: a session token tells which. */
function credentialsOf(store: Store, tokens: SessionTokens, clock: MovableClock): Credentials {
  const longTerm = longTermCredentials(store);
  const temporary = temporaryCredentials(tokens, clock, (session) => currentSession(store, session));
  return {
    find: (accessKeyId, sessionToken) =>
      accessKeyId.startsWith('ASIA') || sessionToken !== undefined
        ? temporary.find(accessKeyId, sessionToken)
        : longTerm.find(accessKeyId, undefined),
  };
}

function agendaItems(registry: ServiceRegistry, blobs: Blobs): ReadonlyMap<string, AgendaWork<Invoke>> {
  const items = new Map<string, AgendaWork<Invoke>>([
    [decisionSweep, sweepDecisions],
    [blobSweep, sweepBlobs(blobs)],
  ]);
  for (const [name, { definition }] of registry) {
    for (const [kind, item] of Object.entries(definition.agenda ?? {})) items.set(`${name}:${kind}`, item);
  }
  return items;
}

/** Done at each start. Rows that exist already are moved to the present time. */
async function scheduleStanding(tx: Transaction, registry: ServiceRegistry, now: Instant): Promise<void> {
  await schedule(tx, { id: blobSweep, kind: blobSweep, at: now, ref: '' });
  for (const [name, { definition }] of registry) {
    for (const item of definition.standing ?? []) {
      const kind = `${name}:${item}`;
      await schedule(tx, { id: kind, kind, at: now, ref: '' });
    }
  }
}

async function coverageOf(registry: ServiceRegistry): Promise<Coverage> {
  const coverage: Record<string, Coverage[string]> = {};
  for (const [name, { definition, operations, loadModel }] of registry) {
    const model = await loadModel();
    const entries = [...model.operations.keys()].sort().map((operation) => {
      if (operations.has(operation)) return [operation, 'done'] as const;
      const reason = definition.refused?.[operation];
      return [operation, reason === undefined ? 'notImplemented' : { refused: reason }] as const;
    });
    coverage[name] = { operations: Object.fromEntries(entries) };
  }
  return coverage;
}
