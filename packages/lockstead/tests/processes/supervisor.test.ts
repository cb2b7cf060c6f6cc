/** Child processes: answers, deaths of either side, back pressure, stopping. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { jsonLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { entryBeside, ProcessFailed, type Supervised, type Supervision, supervise } from '#processes/supervisor';

const entry = entryBeside(import.meta.url, 'echo-child');
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

let lines: string[] = [];

function started(more: Partial<Supervision> = {}): Supervised {
  lines = [];
  const log = jsonLog(
    'info',
    simulatedClock(instant(0)),
    (text) => lines.push(text),
    (write) => write(),
  );
  const child = supervise({ name: 'echo', entry, log, timers: systemTimers, ...more });
  stops.push(() => child.stop());
  return child;
}

async function ask(child: Supervised, text: string): Promise<string> {
  return (await child.request(Buffer.from(text))).toString();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('starts when it is first asked, answers, and tells what it says', async () => {
  const notices: string[] = [];
  const child = started({ notice: (payload) => notices.push(payload.toString()) });
  expect(child.pid).toBe(undefined);
  expect(await ask(child, 'one')).toBe('one');
  const { pid } = child;
  await ask(child, 'notify news');
  await ask(child, 'say a line');
  await expect(ask(child, 'refuse')).rejects.toThrow(new ProcessFailed('no, thank you'));
  expect(await ask(child, 'two')).toBe('two');
  expect(child.pid).toBe(pid);
  expect(notices).toEqual(['news']);
  await expect.poll(() => lines.join('')).toContain('a line');
});

test("has nothing of the server's environment, and none of its debugging doors", async () => {
  const child = started({ environment: { OWN: 'yes' } });
  const names = JSON.parse(await ask(child, 'environment')) as string[];
  expect(names).toContain('OWN');
  expect(names.filter((name) => !['OWN', 'PATH', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([]);
});

test('many requests at once are answered each, and more than it takes at a time wait their turn', async () => {
  const child = started({ limits: { underWayMax: 4 } });
  const asked = Array.from({ length: 500 }, (_, n) => `wait ${n % 3} ${n}`);
  expect(await Promise.all(asked.map((text) => ask(child, text)))).toEqual(asked);
});

test('large payloads pass both ways without filling memory', async () => {
  const child = started();
  const large = Buffer.alloc(8_000_000, 'y');
  const answers = await Promise.all(Array.from({ length: 10 }, () => child.request(large)));
  expect(answers.every((answer) => answer.equals(large))).toBe(true);
  expect((await child.request(Buffer.from('large 9000000'))).length).toBe(9_000_000);
  await expect(child.request(Buffer.alloc(17 * 1024 * 1024))).rejects.toThrow(RangeError);
  await expect(ask(child, 'large 17000000')).rejects.toThrow('bytes');
});

test('killed under load, it is started again and no request is lost', async () => {
  const child = started();
  await ask(child, 'ready');
  for (let round = 0; round < 2; round++) {
    const { pid } = child;
    const asked = Array.from({ length: 200 }, (_, n) => `wait ${n % 7} ${round}`);
    const answers = Promise.all(asked.map((text) => ask(child, text)));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    expect(await answers).toEqual(asked);
    expect(child.pid).not.toBe(pid);
  }
});

test('a request that it dies of each time is given up, the others are answered', async () => {
  const child = started({ limits: { restMsFirst: 1 } });
  const asked = Array.from({ length: 20 }, (_, n) => `wait 1 ${n}`);
  const others = Promise.all(asked.map((text) => ask(child, text)));
  await expect(ask(child, 'die')).rejects.toThrow(new ProcessFailed('the echo process died'));
  expect(await others).toEqual(asked);
  expect(await ask(child, 'after')).toBe('after');
});

test('each process is greeted before it gets anything else', async () => {
  let starts = 0;
  const child = started({
    hello() {
      starts += 1;
      return [Buffer.from(`hello number ${starts}`)];
    },
  });
  expect(await ask(child, 'greeted')).toBe('number 1');
  await Promise.allSettled([ask(child, 'abort')]);
  expect(await ask(child, 'greeted')).toBe(`number ${starts}`);
  expect(starts).toBeGreaterThan(1);
});

test('what does not start is said, and tried again', async () => {
  const child = started({ entry: new URL('./no-such-file.ts', import.meta.url), limits: { restMsFirst: 1 } });
  await expect(ask(child, 'x')).rejects.toThrow(ProcessFailed);
  expect(lines.filter((line) => line.includes('died')).length).toBeGreaterThan(1);
  expect(lines.join('')).toContain('no-such-file');
});

test('stopping lets what is under way end, and takes no more', async () => {
  const child = started();
  await ask(child, 'ready');
  const pid = child.pid as number;
  const last = ask(child, 'wait 100');
  const stopped = child.stop();
  expect(await last).toBe('wait 100');
  await stopped;
  expect(isAlive(pid)).toBe(false);
  await expect(ask(child, 'late')).rejects.toThrow('stopped');
});

test('a child that a terminal signals stays for its parent', async () => {
  const child = started();
  await ask(child, 'ready');
  const pid = child.pid as number;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
  expect(await ask(child, 'still here')).toBe('still here');
  expect(child.pid).toBe(pid);
});

async function parentWithChild(): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
  const parent = spawn(process.execPath, [new URL('./parent.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(async () => void parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout as NonNullable<typeof parent.stdout>, 'data')) as [Buffer];
  return { parent, pid: Number(line.toString()) };
}

test('a parent that is killed leaves no orphan', async () => {
  const { parent, pid } = await parentWithChild();
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
});
