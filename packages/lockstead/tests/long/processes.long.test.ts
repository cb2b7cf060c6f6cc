/** A supervised process and its parent under kill -9, by turns: nothing lost, no orphan. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from 'vitest';
import { silentLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { supervise } from '#processes/supervisor';

const rounds = 20;
const folder = new URL('../processes/', import.meta.url);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the child is killed under load: every request is answered', async () => {
  const entry = new URL('echo-child.ts', folder);
  const child = supervise({ name: 'echo', entry, log: silentLog, timers: systemTimers });
  for (let round = 0; round < rounds; round++) {
    await child.request(Buffer.from('ready'));
    const asked = Array.from({ length: 500 }, (_, n) => Buffer.from(`wait ${n % 5} ${round} ${n}`));
    const answers = Promise.all(asked.map((payload) => child.request(payload)));
    await new Promise((resume) => setTimeout(resume, round));
    process.kill(child.pid as number, 'SIGKILL');
    expect(await answers).toEqual(asked);
  }
  await child.stop();
});

test('the parent is killed: its child is gone', async () => {
  for (let round = 0; round < rounds; round++) {
    const parent = spawn(process.execPath, [new URL('parent.ts', folder).pathname], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await new Promise((resume) => setTimeout(resume, 5 * round));
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  }
});
