/** The composition root: the only file that knows every room. Config in, a running Lockstead out. */

import process from 'node:process';
import { findResource } from '#admin/find-resource';
import { admin } from '#admin/index';
import { knownResources } from '#admin/known-resources';
import { anyResource } from '#admin/some-resource/ask';
import { StoreReach } from '#admin/store-reach';
import { type Config, isLoopbackHost } from '#config/config';
import { openDataDirectory, refusedStart } from '#config/data-directory';
import { BadConfig } from '#config/flags';
import { refuseLostDatabase } from '#config/lost-database';
import { metricsToken } from '#config/metrics-token';
import { tellDirectory } from '#config/tell-directory';
import { Agenda } from '#events/agenda';
import { Bus } from '#events/bus';
import { beginAgain } from '#events/epoch';
import { EventLog } from '#events/event-log';
import { UsageLedger } from '#events/usage/ledger';
import { Meter } from '#events/usage/meter';
import { adminAccess } from '#gateway/admin-access';
import { coverageOf } from '#gateway/coverage';
import { DecisionLog } from '#gateway/decide/decision-log';
import { whatIf } from '#gateway/decide/what-if';
import { type Gateway, serviceRegistry } from '#gateway/gateway';
import { Metrics } from '#gateway/metrics';
import { personAccess } from '#gateway/person-access';
import { Pipeline } from '#gateway/pipeline';
import { furtherEventRecorder } from '#gateway/record/further-event';
import { SecurityLog } from '#gateway/security-log';
import { agendaItems, scheduleStanding } from '#gateway/standing-work';
import { iamArn } from '#kernel/arn';
import { type Duration, type MovableClock, milliseconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import { relieveMemory } from '#kernel/memory';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import type { Behind } from '#service/behind';
import type { Guardrails } from '#service/ports';
import type { ServiceDefinition } from '#service/service';
import { messagesSent, openRegions } from '#services/account/api';
import { billing, examplePrices, PriceBook, readPriceList } from '#services/ce/api';
import { dataEventInterest, trailControl } from '#services/cloudtrail/api';
import { credentialGiver, credentialsOf } from '#services/credentials';
import { withDevRoles } from '#services/dev-roles';
import {
  AccountQuotas,
  accountImport,
  CodeTries,
  CredentialUses,
  ensureRoles,
  type FirstCredentials,
  PasswordHashing,
  principalFinder,
  principalPolicies,
} from '#services/iam/api';
import { services } from '#services/index';
import { openKeys } from '#services/kms/api';
import { organizationGuardrails, organizationImport, organizationTagRules, payerOf } from '#services/organizations/api';
import { AuthorizationMessages, givenIssuers, type IssuerParts, SessionTokens } from '#services/sts/api';
import { Guesses } from '#signin/guesses';
import { signInSite } from '#signin/site';
import type { Store } from '#store/port';
import {
  firstStart,
  followInstance,
  type RootUser,
  rememberClock,
  rememberedClock,
  startAfresh,
} from './first-start.ts';
import { listenOn } from './listen-on.ts';
import { frontOf, staysInBackend } from './open-front.ts';
import { blobsOf, openStore } from './open-store.ts';
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
  /** What is not served here; the tests of that seam bring theirs. */
  readonly behind?: Behind;
  /** Other guardrails than the organization's, for tests of what guardrails do. */
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
  const given = { issuers: givenKeys(config), prices: priceBook(config) };
  refuseLostDatabase(config);
  const { dataDirectory, store: source } = config;
  if (dataDirectory !== undefined) {
    const database = source.kind === 'sqlite' ? source.path : undefined;
    openDataDirectory(dataDirectory, (sentence) => surroundings.log.warn(sentence), database);
  }
  const store = await openStore(config, surroundings);
  try {
    return await assemble(config, surroundings, store, given);
  } catch (error) {
    // A damaged database may fail to close as well. The first error is the one to report.
    await store.close().catch(() => undefined);
    throw refusedStart(error, config.store.kind === 'sqlite' ? config.dataDirectory : undefined);
  }
}

/** Throws `BadConfig`. */
function priceBook({ priceList }: Config): PriceBook {
  if (priceList === undefined) return new PriceBook(examplePrices);
  const outcome = readPriceList(priceList);
  if (!outcome.ok) throw new BadConfig(`--price-list: ${outcome.problem}.`);
  return new PriceBook(outcome.list);
}

/** Throws `BadConfig`. */
function givenKeys({ oidcKeys }: Config): IssuerParts['given'] {
  try {
    return givenIssuers(oidcKeys);
  } catch (error) {
    throw error instanceof RangeError ? new BadConfig(error.message) : error;
  }
}

async function assemble(
  config: Config,
  surroundings: Surroundings,
  store: Store,
  given: { readonly issuers: IssuerParts['given']; readonly prices: PriceBook },
): Promise<Running> {
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
  const authorizationMessages = new AuthorizationMessages(rootKey);
  const uses = new CredentialUses(store, timers, (error) =>
    log.error('the last uses of credentials were not written', { error: String(error) }),
  );
  const usage = new UsageLedger(store, timers, (error) =>
    log.error('counts of uses were not written, and will be tried again', { error: String(error) }),
  );
  const meter = new Meter(store, timers, payerOf, (error) =>
    log.error('counts of calls for the bill were not written, and will be tried again', { error: String(error) }),
  );
  const blobs = blobsOf(config, surroundings, store);
  const guardrails: Guardrails = surroundings.guardrails ?? organizationGuardrails(store, policies);
  const dataEvents = await dataEventInterest(store);
  const issuers = {
    given: given.issuers,
    allowPrivate: config.allowPrivateIssuers,
    timers,
    clock,
    log,
  };
  const furtherEvents = furtherEventRecorder(events, entropy);
  const keys = openKeys({ store, rootKey, clock, entropy, timers, log, furtherEvents });
  const hashing = new PasswordHashing();
  await keys.keyring.check();
  const regions = openRegions(store, config.region);
  const own = services({
    events,
    furtherEvents,
    policies,
    sessionTokens,
    authorizationMessages,
    uses,
    usage,
    quotas: new AccountQuotas(store),
    tagRules: organizationTagRules,
    hashing,
    codeTries: new CodeTries(store),
    guardrails,
    issuers,
    hosts: config.allowedHosts,
    homeRegion: config.region,
    meter,
    prices: given.prices,
    keys,
    blobs,
    entropy,
    objectKey: rootKey.derive('s3 objects'),
    kmsRequestQuotas: config.kmsRequestQuotas,
    openRegions: regions,
  });
  const registry = serviceRegistry([
    ...own.filter(({ name }) => !staysInBackend(config, name)),
    ...(surroundings.furtherServices?.(store) ?? []),
  ]);
  followInstance(store, {
    clockMoved: (offset) => clock.setOffset(offset),
    wasReset() {
      events.clear();
      uses.clear();
      usage.clear();
      meter.clear();
      keys.clear();
      decisions.clear();
    },
  });
  const { instance, isFirstStart, root } = await firstStart(config, surroundings, store);
  clock.setOffset(instance.clockOffset);
  const principals = principalFinder(store);
  await store.transact(async (tx) => {
    await scheduleStanding(tx, registry, clock.now());
    await ensureRoles(tx, instance.account, config.devRoles.values(), { clock, entropy });
  });

  const front = await frontOf(config, {
    ...{ log, timers, homeAccount: instance.account, keys, store, registry },
    encodeDenial: (denial) => authorizationMessages.encode(denial),
  });
  const behind = surroundings.behind ?? front?.behind;
  const gateway: Gateway = {
    services: registry,
    ...(behind === undefined ? {} : { behind }),
    store,
    clock,
    entropy,
    timers,
    log,
    metrics,
    securityLog,
    credentials: withDevRoles(credentialsOf(store, sessionTokens, clock), {
      roles: config.devRoles,
      account: instance.account,
      principals,
      clock,
    }),
    uses,
    policies,
    guardrails,
    openRegions: regions,
    events,
    dataEvents,
    usage: {
      used(use) {
        usage.used(use);
        meter.used(use);
      },
    },
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
      await ensureRoles(tx, instance.account, config.devRoles.values(), { clock, entropy });
      await scheduleStanding(tx, registry, clock.now());
    });
  }

  const site = signInSite(
    {
      store,
      clock,
      entropy,
      log,
      hashing,
      furtherEvents,
      region: config.region,
      refused: (transport, isTooEarly) => securityLog.refusedSignIn(transport, isTooEarly),
      invoke: pipeline.workplace.outside,
      authorize: personAccess(gateway),
      credentials: gateway.credentials,
      guesses: new Guesses(rootKey),
    },
    config.allowedHosts,
  );
  const giveCredentials = credentialGiver({ principals, sessionTokens, clock, entropy, log });

  const nextTurn = (): Promise<void> => new Promise((turn) => timers.soon(turn));
  const ask = whatIf(gateway, principals, instance.account);
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
    messages: () => messagesSent(store),
    bill: billing({ reader: store, meter, prices: given.prices, clock }),
    decisions,
    reader: store,
    whatIf: anyResource({
      ask,
      place: { account: instance.account, region: config.region },
      known: knownResources((name) => registry.get(name)?.definition, store, instance.account, config.region),
      principals: async () =>
        (await principals.all(instance.account, clock.now())).flatMap(({ principal }) =>
          'arn' in principal ? principal.arn : [],
        ),
      nextTurn,
    }),
    least: { usage, whatIf: ask },
    findResource: findResource({
      definitionOf: (name) => registry.get(name)?.definition,
      reader: store,
      account: instance.account,
      region: config.region,
    }),
    clock: {
      clock,
      catchUp: async () => clock.setOffset(await rememberedClock(store)),
      ...(config.dev ? { move: moveClock } : {}),
    },
    keyring: keys.keyring,
    trails: trailControl({ store, clock, runDue: () => agenda.runDue() }),
    ...(config.dev ? { reset, credentials: giveCredentials } : {}),
    workloads: { invoke: pipeline.workplace.outside, clock, region: config.region },
    importAccount: accountImport({ store, clock }),
    importOrganization: organizationImport({ store, clock, entropy }),
  });

  const listening = await listenOn(
    config,
    { log, timers, entropy, metrics, securityLog, tls: surroundings.tls },
    {
      aws: (incoming) => pipeline.answer(incoming),
      overload: (incoming) => pipeline.overload(incoming),
      page: (incoming) => pipeline.page(incoming),
      site,
      admin: handleAdmin,
    },
  );
  const adminKey = { accessKeyId: instance.adminKey, secretAccessKey: instance.adminSecret };
  const endpoint = `${config.tls === undefined ? 'http' : 'https'}://${hostInUrl(config.host)}:${listening.port}`;
  let credentialsFile: string | undefined;
  try {
    const told = { account: instance.account, ...adminKey, endpoint, pid: process.pid };
    credentialsFile = tellDirectory(config, surroundings.tls?.cert, told);
  } catch (error) {
    // Nobody could find this server. If it went on listening, it would only hold the port.
    await listening.stop();
    throw error;
  }
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
      front?.close();
      await agenda.runDue();
      await bus.stop();
      await events.flush();
      await uses.flush();
      await usage.flush();
      await meter.flush();
      await keys.stop();
      await store.close();
      log.flush();
    },
  };
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
