/**
 * What an installation remembers of itself, and how it comes to be: an account, its root user without an access key, and an administrator.
 * Several nodes on one database may start first at the same time: one makes it, the others find it.
 */
import type { Config } from '#config/config';
import { hadFirstStart, noteRootPassword } from '#config/data-directory';
import { BadConfig } from '#config/flags';
import { lostDatabase } from '#config/lost-database';
import { schedule } from '#events/agenda';
import { decisionSweep } from '#gateway/decide/decision-log';
import { type Clock, type Duration, milliseconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { type AccessKeyId, type AccountId, newAccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Secret } from '#kernel/secret';
import {
  bootstrapAccount,
  type FirstCredentials,
  hashPassword,
  newRootPassword,
  randomPasswordCost,
  rootEmail,
} from '#services/iam/api';
import type { Collection, Reader, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

/** The root user signs in with these; it has no access key. */
export interface RootUser {
  readonly email: string;
  readonly password: Secret;
}

export interface Instance {
  readonly id: 'instance';
  readonly account: AccountId;
  readonly adminKey: AccessKeyId;
  readonly adminSecret: Secret;
  /** Hashed. */
  readonly rootPassword: Secret;
  readonly rootKeyId?: AccessKeyId;
  readonly rootSecret?: Secret;
  readonly clockOffset: Duration;
}

const instances: Collection<Instance> = {
  name: 'lockstead.instance',
  level: 'partition',
  id: (row) => row.id,
  sealed: ['adminSecret', 'rootPassword', 'rootSecret'],
};

/** What a first start is made with. */
export interface FirstStartParts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** `LOCKSTEAD_ROOT_ACCESS_KEY_ID` and its secret, when they are set. */
  readonly rootCredentials?: FirstCredentials;
}

export interface FirstStart {
  readonly instance: Instance;
  readonly isFirstStart: boolean;
  /** Present only at the start that made the account. The password cannot be read again later. */
  readonly root?: RootUser;
}

export async function firstStart(config: Config, parts: FirstStartParts, store: Store): Promise<FirstStart> {
  const { dataDirectory } = config;
  // Checked first, because another node that shares the directory may write its files while this one reads the database.
  const wasThere = dataDirectory !== undefined && hadFirstStart(dataDirectory);
  const known = await store.in(instances, partitionScope).get('instance');
  if (known !== undefined) {
    refuseChanges(config, parts, known);
    return { instance: known, isFirstStart: false };
  }
  if (wasThere) throw lostDatabase(dataDirectory, 'its database has no account');
  const { entropy } = parts;
  const account = config.accountId ?? newAccountId(entropy);
  const root = { email: rootEmail(account), password: newRootPassword(entropy) };
  const rootPassword = await hashPassword(root.password, randomPasswordCost, entropy);
  // Written before the database says that the first start is done. Otherwise a crash in between would lose the password.
  const noted = dataDirectory === undefined ? undefined : noteRootPassword(dataDirectory, root, entropy);
  const { instance, isFirstStart } = await store.transact(async (tx) => {
    const others = await tx.in(instances, partitionScope).get('instance');
    if (others !== undefined) return { instance: others, isFirstStart: false };
    const made = await makeInstance(tx, { account, rootPassword }, parts);
    return { instance: made, isFirstStart: true };
  });
  if (isFirstStart) {
    noted?.keep();
    return { instance, isFirstStart, root };
  }
  noted?.discard();
  refuseChanges(config, parts, instance);
  return { instance, isFirstStart };
}

async function makeInstance(
  tx: Transaction,
  { account, rootPassword }: Pick<Instance, 'account' | 'rootPassword'>,
  { clock, entropy, rootCredentials }: FirstStartParts,
): Promise<Instance> {
  const rootKey = rootCredentials === undefined ? {} : { rootKey: rootCredentials };
  const admin = await bootstrapAccount(tx, { account, rootPassword, ...rootKey }, clock.now(), entropy);
  const instance: Instance = {
    id: 'instance',
    account,
    adminKey: admin.accessKeyId,
    adminSecret: admin.secretAccessKey,
    rootPassword,
    ...(rootCredentials === undefined
      ? {}
      : { rootKeyId: rootCredentials.accessKeyId, rootSecret: rootCredentials.secretAccessKey }),
    clockOffset: milliseconds(0),
  };
  await remember(tx, instance, clock);
  return instance;
}

async function remember(tx: Transaction, instance: Instance, clock: Clock): Promise<void> {
  await tx.in(instances, partitionScope).insert(instance);
  await schedule(tx, { id: decisionSweep, kind: decisionSweep, at: clock.now(), ref: '' });
}

/** A data directory keeps its account and its root key; asking for others is a mistake, not a wish. */
function refuseChanges(config: Config, { rootCredentials }: FirstStartParts, known: Instance): void {
  if (config.accountId !== undefined && config.accountId !== known.account) {
    throw new BadConfig(`The data directory belongs to account ${known.account}, not ${config.accountId}.`);
  }
  if (rootCredentials === undefined) return;
  const same =
    known.rootKeyId === rootCredentials.accessKeyId &&
    known.rootSecret?.equals(rootCredentials.secretAccessKey.reveal()) === true;
  if (!same) {
    throw new BadConfig(
      'LOCKSTEAD_ROOT_ACCESS_KEY_ID and its secret are read at the first start only; these differ from what it got.',
    );
  }
}

/** A first start again, with the account and the credentials that there are. */
export async function startAfresh(
  tx: Transaction,
  instance: Instance,
  { clock, entropy }: FirstStartParts,
): Promise<void> {
  const { account, adminKey, adminSecret, rootPassword, rootKeyId, rootSecret } = instance;
  await bootstrapAccount(
    tx,
    {
      account,
      rootPassword,
      adminKey: { accessKeyId: adminKey, secretAccessKey: adminSecret },
      ...(rootKeyId === undefined || rootSecret === undefined
        ? {}
        : { rootKey: { accessKeyId: rootKeyId, secretAccessKey: rootSecret } }),
    },
    clock.now(),
    entropy,
  );
  await remember(tx, { ...instance, clockOffset: milliseconds(0) }, clock);
}

/** For all nodes, and for the next start. Of two that move it at once, the one that moves it farther is followed. */
export async function rememberClock(tx: Transaction, clockOffset: Duration): Promise<void> {
  const rows = tx.in(instances, partitionScope);
  const known = present(await rows.get('instance'), 'the instance is there');
  if (clockOffset > known.clockOffset) await rows.update({ ...known, clockOffset });
}

export async function rememberedClock(reader: Reader): Promise<Duration> {
  return (await reader.in(instances, partitionScope).get('instance'))?.clockOffset ?? milliseconds(0);
}

export interface InstanceFollower {
  clockMoved(offset: Duration): void;
  /** Called when all state was removed: what is held in memory is out of date. */
  wasReset(): void;
}

/** A change of the installation as a whole must reach all nodes. This node hears of it before its own transaction resolves. */
export function followInstance(store: Store, follower: InstanceFollower): void {
  store.onCommit((changes) => {
    for (const { collection, after } of changes) {
      if (collection !== instances.name) continue;
      if (after === undefined) follower.wasReset();
      else follower.clockMoved((after as Pick<Instance, 'clockOffset'>).clockOffset);
    }
  });
  store.onMissed(() => {
    // If the instance record cannot be read, nothing else can be read either.
    rememberedClock(store).then(
      (offset) => follower.clockMoved(offset),
      () => undefined,
    );
  });
}
