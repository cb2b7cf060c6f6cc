/**
 * moto's server, which answers KMS's API too. It is taken from `MOTO_SERVER`, or from where `npm run conformance` has installed it,
 * or installed beside this file.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const requirement = 'moto[server,kms]==5.2.5';
const own = join(import.meta.dirname, '.venv-moto');

function installed(): string | undefined {
  const places = [
    process.env['MOTO_SERVER'],
    join(import.meta.dirname, '../../packages/conformance/.venv-moto/bin/moto_server'),
    join(own, 'bin/moto_server'),
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

export interface Moto {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/** `undefined` where it cannot be had: there is no Python, or no pip, or no PyPI. */
export async function startMoto(): Promise<Moto | undefined> {
  if (installed() === undefined) {
    const options = { stdio: 'ignore' } as const;
    if (spawnSync('python3', ['-m', 'venv', own], options).status !== 0) return undefined;
    spawnSync(join(own, 'bin/python'), ['-m', 'pip', 'install', '--quiet', requirement], options);
  }
  const command = installed();
  if (command === undefined) return undefined;
  const port = await freePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  for (let left = 600; left > 0; left--) {
    const answer = await fetch(`http://127.0.0.1:${port}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok === true) return { process: child, pid: child.pid ?? 0, port };
    await pause(50);
  }
  child.kill('SIGKILL');
  return undefined;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Sends `count` requests, `atOnce` at a time, each over a connection of its own: moto closes them. Answers the seconds. */
export async function loadMoto(
  port: number,
  requests: readonly Buffer[],
  count: number,
  atOnce: number,
): Promise<number> {
  let sent = 0;
  const started = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (sent < count) {
        const request = requests[sent++ % requests.length];
        if (request !== undefined) await exchange(port, request);
      }
    }),
  );
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** Throws for an answer that is no success. */
async function exchange(port: number, request: Buffer): Promise<void> {
  const status = await new Promise<number>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(Buffer.concat(chunks).toString('latin1', 9, 12))));
  });
  if (status !== 200) throw new Error(`moto answered ${status}`);
}
