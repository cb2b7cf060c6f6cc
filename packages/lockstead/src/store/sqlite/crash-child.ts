/**
 * A process for crash.long.test.ts to kill: writes pairs of records with their journal entry, as many at once as it is told, and says on
 * standard output when it begins one and when one is acknowledged. Arguments: path, thread, writers, first number, how many each.
 */
import { writeSync } from 'node:fs';
import { instant, systemClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { home, user, users } from '../contract/fixture.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const [path = '', thread, writers = '1', first = '0', each = '1000000'] = process.argv.slice(2);
const commitThread = thread === 'always' ? 'always' : 'whenBusy';
const clock = systemClock();
const store = await openSqliteStore({ path, rootKey: Buffer.alloc(32, 7), clock, timers: systemTimers, commitThread });
let next = Number(first);

async function write(): Promise<void> {
  const n = next++;
  writeSync(1, `begin ${n}\n`);
  await store.transact(async (tx) => {
    await tx.in(users, home).insert(user(`left-${n}`, { visits: n }));
    await tx.append('log', home, { id: `e${n}`, at: instant(n), labels: [`n=${n}`], body: `${n}` });
    await tx.in(users, home).insert(user(`right-${n}`, { visits: n, groups: ['right'] }));
  });
  writeSync(1, `ack ${n}\n`);
}

async function writer(): Promise<void> {
  for (let done = 0; done < Number(each); done++) await write();
}

await Promise.all(Array.from({ length: Number(writers) }, writer));
await store.close();
