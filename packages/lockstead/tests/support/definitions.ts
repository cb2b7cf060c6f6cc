/** Every service's definition, over a store in memory: for what is said of services as they are listed, without a server. */
import { EventLog } from '#events/event-log';
import { furtherEventRecorder } from '#gateway/record/further-event';
import type { Clock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { Region } from '#kernel/ids';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { ServiceDefinition } from '#service/service';
import { openRegions } from '#services/account/api';
import { examplePrices, PriceBook } from '#services/ce/api';
import { AccountQuotas, CodeTries, CredentialUses, PasswordHashing, principalPolicies } from '#services/iam/api';
import { services } from '#services/index';
import { openKeys } from '#services/kms/api';
import { organizationTagRules } from '#services/organizations/api';
import { AuthorizationMessages, SessionTokens } from '#services/sts/api';
import { memoryBlobs } from '#store/blobs/memory';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';

export interface Definitions {
  readonly definitions: readonly ServiceDefinition[];
  /** Whoever asks closes it. */
  readonly store: Store;
}

export async function openDefinitions(clock: Clock): Promise<Definitions> {
  const root = RootKey.generate(systemEntropy());
  const rootKey = root.derive('store');
  const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
  const events = new EventLog(store, systemTimers);
  const furtherEvents = furtherEventRecorder(events, systemEntropy());
  const definitions = services({
    events,
    furtherEvents,
    policies: principalPolicies(store),
    sessionTokens: new SessionTokens(root),
    uses: new CredentialUses(store, systemTimers, () => undefined),
    usage: { flush: async () => undefined },
    quotas: new AccountQuotas(store),
    tagRules: organizationTagRules,
    hashing: new PasswordHashing(),
    codeTries: new CodeTries(store),
    guardrails: { of: async () => undefined },
    issuers: { given: new Map(), allowPrivate: false, timers: systemTimers, clock, log: silentLog },
    hosts: [],
    authorizationMessages: new AuthorizationMessages(root),
    homeRegion: 'us-east-1' as Region,
    meter: { flush: async () => undefined },
    prices: new PriceBook(examplePrices),
    // Its process is started at the first use of a key, and there is none here.
    keys: openKeys({
      store,
      rootKey: root,
      clock,
      entropy: systemEntropy(),
      timers: systemTimers,
      log: silentLog,
      furtherEvents,
    }),
    blobs: memoryBlobs({ store, clock, entropy: systemEntropy() }),
    entropy: systemEntropy(),
    objectKey: root.derive('s3 objects'),
    kmsRequestQuotas: false,
    openRegions: openRegions(store, 'us-east-1' as Region),
  });
  return { definitions, store };
}
