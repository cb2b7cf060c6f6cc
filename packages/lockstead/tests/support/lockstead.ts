/** A Lockstead in this process with what a test needs beside the fixture: several accounts, a root user with a key, the log, the data itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#config/config';
import { openDataDirectory } from '#config/data-directory';
import type { RawFlags } from '#config/flags';
import { type Duration, type Instant, milliseconds, systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type AccountId, newAccessKeyId, newAccountId } from '#kernel/ids';
import { jsonLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { Secret } from '#kernel/secret';
import { systemTimers } from '#kernel/timers';
import { start } from '#main';
import { bootstrapAccount } from '#services/iam/api';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Account {
  readonly id: AccountId;
  readonly admin: Keys;
  /** Of the first account only. */
  readonly root?: Keys;
}

export interface House extends AsyncDisposable {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly [Account, ...Account[]];
  readonly logLines: readonly string[];
  clientConfig(keys: Keys, region?: string): { endpoint: string; region: string; credentials: Keys; maxAttempts: 1 };
  /** By the product's clock. */
  now(): Instant;
  /** Moves the product's clock ahead; what falls due is done. */
  advance(by: Duration): Promise<void>;
  /** Stops the server and opens its data. */
  stopAndOpen(): Promise<Store>;
  readonly directory: string;
}

export interface HouseOptions {
  /** Beside the first one. */
  readonly furtherAccounts?: number;
  readonly flags?: RawFlags;
}

export async function openHouse({ furtherAccounts = 0, flags = {} }: HouseOptions = {}): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstead-test-'));
  const entropy = systemEntropy();
  const clock = systemClock();
  const rootKey = RootKey.generate(entropy);
  const config = parseConfig({ port: '0', data: join(directory, 'state'), 'log-level': 'info', ...flags });
  if (config.store.kind !== 'sqlite' || config.dataDirectory === undefined) throw new TypeError('on disk, in SQLite');
  const { path } = config.store;
  const open = (): Promise<Store> =>
    openSqliteStore({ path, rootKey: rootKey.derive('store'), clock, timers: systemTimers });

  openDataDirectory(config.dataDirectory);
  const further: Account[] = [];
  if (furtherAccounts > 0) {
    const store = await open();
    for (let i = 0; i < furtherAccounts; i++) {
      const id = newAccountId(entropy);
      const rootPassword = new Secret('unused');
      const keys = await store.transact((tx) =>
        bootstrapAccount(tx, { account: id, rootPassword }, clock.now(), entropy),
      );
      further.push({ id, admin: revealed(keys) });
    }
    await store.close();
  }
  const logLines: string[] = [];
  const account = newAccountId(entropy);
  const rootCredentials = {
    accessKeyId: newAccessKeyId(entropy, 'AKIA', account),
    secretAccessKey: new Secret(entropy.bytes(30).toString('base64')),
  };
  const log = jsonLog(
    'info',
    clock,
    (lines) => logLines.push(lines),
    (write) => write(),
  );
  const running = await start(
    { ...config, accountId: account },
    { clock, entropy, timers: systemTimers, log, rootKey, rootCredentials },
  );
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= running.stop();
    return stopped;
  };
  let opened: Store | undefined;
  return {
    endpoint: running.endpoint,
    region: config.region,
    accounts: [{ id: running.account, admin: revealed(running.admin), root: revealed(rootCredentials) }, ...further],
    logLines,
    clientConfig: (credentials, region = config.region) => ({
      endpoint: running.endpoint,
      region,
      credentials,
      maxAttempts: 1,
    }),
    now: () => clock.now(),
    advance: (by) => running.moveClock(milliseconds(clock.offset() + by)),
    async stopAndOpen() {
      await stop();
      opened ??= await open();
      return opened;
    },
    directory,
    async [Symbol.asyncDispose]() {
      await stop();
      await opened?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function revealed(keys: { readonly accessKeyId: string; readonly secretAccessKey: Secret }): Keys {
  return { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey.reveal() };
}
