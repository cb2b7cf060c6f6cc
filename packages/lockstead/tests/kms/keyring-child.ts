/**
 * A process that ends itself with SIGKILL at one step of its work on the keyring, for keyring-killed.long.test.ts. It runs the server's own code over a data
 * directory; each call of the store, of a transaction and of the crypto processes is two steps, its beginning and its end. Arguments: data directory,
 * what to do, the number of the step (0: go through all of them). Writes the steps that it came to.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { directoryRootKey } from '#config/data-directory';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { silentLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { KeyringUpkeep } from '#services/kms/keyring-upkeep';
import { Vault } from '#services/kms/vault/vault';
import type { Store, Transaction } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';

const [data = '', work = '', last = '0'] = process.argv.slice(2);
let steps = 0;

function step(name: string): void {
  steps += 1;
  writeSync(1, `${name}\n`);
  if (steps === Number(last)) process.kill(process.pid, 'SIGKILL');
}

type Method = (...words: unknown[]) => unknown;

/** The same object, of which each call that takes its time is two steps. */
function watched<T extends object>(target: T, name: string, own: Readonly<Record<string, Method>> = {}): T {
  return new Proxy(target, {
    get(of, member) {
      const value = own[String(member)] ?? Reflect.get(of, member, of);
      if (typeof value !== 'function') return value;
      return (...words: unknown[]) => {
        const answer = (value as Method).apply(of, words);
        if (!(answer instanceof Promise)) return answer;
        step(`${name}.${String(member)} begins`);
        return answer.finally(() => step(`${name}.${String(member)} has ended`));
      };
    },
  });
}

function watchedStore(store: Store): Store {
  return watched(store, 'store', {
    in: (collection, scope) => watched(store.in(collection as never, scope as never), 'read'),
    transact: async (run, options) =>
      await store.transact(
        async (tx) => await (run as (tx: Transaction) => Promise<unknown>)(watchedTransaction(tx)),
        options as never,
      ),
  });
}

function watchedTransaction(tx: Transaction): Transaction {
  return watched(tx, 'transaction', {
    in: (collection, scope) => watched(tx.in(collection as never, scope as never), 'write'),
  });
}

const clock = systemClock();
const rootKey = directoryRootKey(data, true, systemEntropy());
const path = join(data, 'lockstead.db');
const opened = await openSqliteStore({ path, rootKey: rootKey.derive('store'), clock, timers: systemTimers });
const store = watchedStore(opened);
const vault = new Vault({ store, rootKey, clock, timers: systemTimers, log: silentLog });
const upkeep = new KeyringUpkeep({ store, vault: watched(vault, 'crypto'), log: silentLog });

if (work === 'make') await vault.keyring();
if (work === 'rotate') await upkeep.rotate();
if (work === 'rewrap') {
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    after = (await upkeep.rewrap(after))?.next;
  }
}
writeSync(1, 'done\n');
await vault.stop();
await opened.close();
