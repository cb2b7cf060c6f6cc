/** A Lockstead in a process of its own, and requests for it, signed in advance. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Signer, signedForm } from './signed.ts';

const bin = join(import.meta.dirname, '../../packages/lockstead/bin/lockstead.mjs');

export interface Server {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
  readonly startToHealthMs: number;
}

export async function startServer(data: string, flags: readonly string[] = []): Promise<Server> {
  const started = performance.now();
  const argv = ['start', '--port', '0', '--data', data, '--log-level', 'silent', ...flags];
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(await firstOutput(child))?.[1]);
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/_lockstead/health`).catch(() => undefined);
    if (answer?.ok === true) break;
    await pause(2);
  }
  return { process: child, pid: child.pid ?? 0, port, startToHealthMs: performance.now() - started };
}

export async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export async function firstOutput(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no output');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.resume();
  return chunk.toString();
}

/** The administrator's, as the data directory has them. */
export function credentials(data: string): { accessKeyId: string; secret: string } {
  const text = readFileSync(join(data, 'credentials'), 'utf8');
  const read = (name: string): string => new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: read('aws_access_key_id'), secret: read('aws_secret_access_key') };
}

export function forms(signer: Signer, count: number, form: (i: number) => string): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => signedForm(signer, form(i)));
}
