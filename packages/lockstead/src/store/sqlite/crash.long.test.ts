/** What the embedded store promises of crashes: kill -9 loses no acknowledged write and leaves no half, and each sync comes before its word. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { home, users } from '../contract/fixture.ts';
import { storeContract } from '../contract.ts';
import type { Store } from '../port.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { runOnSqlite } from './opened-for-contract.ts';

const rounds = 20;
const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-crash-'));
  path = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): Promise<Store> {
  const clock = simulatedClock(instant(0));
  return openSqliteStore({ path, rootKey: Buffer.alloc(32, 7), clock, timers: systemTimers });
}

/** The numbers that the child said a word of. */
function numbers(output: string, word: string): readonly number[] {
  // A last line without its end was cut off with the process.
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length + 1)));
}

/** Runs a child whose words go to a file, which has no back pressure and outlives it. */
async function childOutput(
  command: string,
  args: readonly string[],
  watch: (output: string, running: ChildProcess) => void,
): Promise<{ readonly output: string; readonly ended: string }> {
  const words = join(folder, 'words');
  const file = openSync(words, 'w');
  const running = spawn(command, args, { stdio: ['ignore', file, 'pipe'] });
  closeSync(file);
  const watching = setInterval(() => watch(readFileSync(words, 'utf8'), running), 5);
  const [complaints] = await Promise.all([running.stderr === null ? '' : text(running.stderr), once(running, 'close')]);
  clearInterval(watching);
  return { output: readFileSync(words, 'utf8'), ended: running.signalCode ?? `${running.exitCode} ${complaints}` };
}

describe.each(['whenBusy', 'always'])('kill -9 under sixteen writers, a thread for commits: %s', (thread) => {
  test(`${rounds} rounds lose no acknowledged write and leave no half`, async () => {
    const acknowledged = new Set<number>();
    let begun = 0;
    for (let round = 0; round < rounds; round++) {
      const args = [child, path, thread, '16', String(begun)];
      const { output, ended } = await childOutput(process.execPath, args, (sofar, running) => {
        if (numbers(sofar, 'ack').length >= 40 + round * 37) running.kill('SIGKILL');
      });
      expect(ended).toBe('SIGKILL');
      for (const n of numbers(output, 'ack')) acknowledged.add(n);
      begun = Math.max(begun, ...numbers(output, 'begin').map((n) => n + 1));

      const store = await open();
      const there = new Set((await store.in(users, home).list()).map(({ record }) => record.name));
      const right = new Set(
        (await store.in(users, home).list({ index: 'group', key: 'right' })).map(({ record }) => record.name),
      );
      const logged = new Set(
        (await store.journal('log', home, { limit: 1e6 })).entries.map(({ body }) => Number(body)),
      );
      const told = new Set((await store.changes(0, 1e6)).map(({ id }) => id));
      for (let n = 0; n < begun; n++) {
        const parts = [
          there.has(`left-${n}`),
          there.has(`right-${n}`),
          right.has(`right-${n}`),
          logged.has(n),
          told.has(`left-${n}`),
          told.has(`right-${n}`),
        ];
        expect(new Set(parts).size, `round ${round}, ${n}: ${parts}`).toBe(1);
        if (acknowledged.has(n)) expect(parts[0], `round ${round}: ${n} was acknowledged`).toBe(true);
      }
      // Begun and never acknowledged ones may be there or not; their numbers are not used again.
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(rounds * 40);
  });
});

test('another process is told that the store is in use, until its holder is killed', async () => {
  let refused: Promise<unknown> | undefined;
  const { ended } = await childOutput(process.execPath, [child, path, 'whenBusy', '1', '0'], (sofar, running) => {
    if (refused !== undefined || numbers(sofar, 'ack').length === 0) return;
    refused = open().catch((error: unknown) => error);
    void refused.then(() => running.kill('SIGKILL'));
  });
  expect(ended).toBe('SIGKILL');
  expect(await refused).toMatchObject({ name: 'StoreUnavailable', reason: 'inUse' });
  const store = await open();
  expect(await store.in(users, home).get('left-0')).toBeDefined();
  await store.close();
});

const strace = spawnSync('strace', ['-V']).status === 0;

describe.skipIf(!strace)('a trace of system calls (needs strace)', () => {
  test.each(['whenBusy', 'always'])('shows a sync of the log before each acknowledgement: %s', async (thread) => {
    const trace = join(folder, 'trace');
    const only = ['-e', 'trace=fsync,fdatasync,write', '-e', 'signal=none'];
    const command = [process.execPath, child, path, thread, '1', '0', '60'];
    const args = ['-f', '-qq', '-y', '-s', '40', ...only, '-o', trace, ...command];
    const { output, ended } = await childOutput('strace', args, () => undefined);
    expect(ended.trim()).toBe('0');
    expect(numbers(output, 'ack').length).toBe(60);

    let synced = false;
    let acks = 0;
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      if (/write\(1<.*"begin /.test(line)) synced = false;
      if (/f(data)?sync\(.*-wal>\)\s*= 0/.test(line) || /<\.\.\. f(data)?sync resumed>\)\s*= 0/.test(line))
        synced = true;
      if (/write\(1<.*"ack /.test(line)) {
        expect(synced, line).toBe(true);
        acks += 1;
      }
    }
    expect(acks).toBe(60);
  });
});

describe('the store contract over SQLite, a thread committing', () => {
  test.each(storeContract)('$name', async (contractCase) => await runOnSqlite(contractCase, 'always'));
});
