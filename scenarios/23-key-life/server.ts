/** A Lockstead in a process of its own, which can be killed, over a data directory that stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ClientConfig } from 'lockstead';

const bin = fileURLToPath(new URL('../../packages/lockstead/bin/lockstead.mjs', import.meta.url));

export interface Server {
  readonly config: ClientConfig;
  /** As `kill -9` does: nothing is finished. */
  kill(): Promise<void>;
}

/** Resolves when it says where it serves. */
export async function startServer(data: string): Promise<Server> {
  const child = spawn(process.execPath, [bin, 'start', '--port', '0', '--data', data, '--log-level', 'error'], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endpoint = await endpointOf(child);
  const text = readFileSync(join(data, 'credentials'), 'utf8');
  const value = (name: string): string => new RegExp(`^${name} *= *(\\S+)`, 'm').exec(text)?.[1] ?? '';
  const credentials = { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
  return {
    config: { endpoint, region: 'us-east-1', credentials },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function endpointOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /serves on (https?:\/\/\S+:\d+)/.exec(line)?.[1];
    if (endpoint !== undefined) {
      child.stdout.resume();
      return endpoint;
    }
  }
  throw new Error('the server ended before it served');
}
