/** Servers on this machine, for as long as somebody uses them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

export const launcher: string = join(import.meta.dirname, '../../../lockstead/bin/lockstead.mjs');

/** As the walks name it. */
export const account = '123456789012';

export interface Server extends AsyncDisposable {
  readonly endpoint: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new TypeError('a port has a number');
  return address.port;
}

/** Until it answers anything at all. */
async function answering(endpoint: string, child: ChildProcess): Promise<void> {
  for (let left = 150; left > 0 && child.exitCode === null; left--) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(200);
  }
  throw new Error(`${endpoint} does not answer`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** `home`: its home directory, and its working directory. */
export async function served(
  command: string,
  args: (port: number) => readonly string[],
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(command, [...args(port)], {
    stdio: 'ignore',
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, AWS_ENDPOINT_URL: endpoint, ...environment },
  });
  try {
    await answering(endpoint, child);
  } catch (error) {
    await stopped(child);
    throw error;
  }
  return { endpoint, [Symbol.asyncDispose]: () => stopped(child) };
}

/** A front with the account of the walks, in whose dev mode `test` is the root user. `upstreams`: as `--upstream` takes them. */
export function frontBefore(upstreams: readonly string[], home: string): Promise<Server> {
  const flags = ['--ephemeral', '--dev', `--account-id=${account}`, ...upstreams.map((url) => `--upstream=${url}`)];
  return served(process.execPath, (port) => [launcher, 'start', `--port=${port}`, ...flags], home);
}
