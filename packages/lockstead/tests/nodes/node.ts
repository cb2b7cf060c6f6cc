/** Nodes as an operator would start them: each a process of its own with a data directory of its own, over one database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Clients, clientsOf, type Reachable } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';

const bin = new URL('../../bin/lockstead.mjs', import.meta.url).pathname;

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly err: string;
}

export interface StartedNode extends Reachable {
  readonly endpoint: string;
  readonly process: ChildProcess;
  /** What `credentials` in its data directory says. */
  readonly admin: Clients;
  readonly dataDirectory: string;
  /** JSON lines. */
  log(): string;
  clients(keys: Keys): Clients;
  /** What an admin call answers; needs `--dev`. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<CallAnswer>;
  stop(): Promise<Ended>;
  kill(): Promise<void>;
}

export interface CallAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface NodeOptions {
  /** A folder for all that the test makes; each node has its own in it. */
  readonly folder: string;
  readonly name: string;
  readonly store: string;
  readonly flags?: readonly string[];
  /** The same for all unless told otherwise. */
  readonly rootKey?: string;
  readonly withoutRootKey?: boolean;
}

const usualRootKey = '07'.repeat(32);

/** A process that may refuse to start; `started` rejects then, with what it said. */
export interface Starting {
  readonly started: Promise<StartedNode>;
  readonly ended: Promise<Ended>;
}

export function startNode(options: NodeOptions): Promise<StartedNode> {
  return starting(options).started;
}

export function starting(options: NodeOptions): Starting {
  const { folder, name, store, flags = [], rootKey = usualRootKey, withoutRootKey = false } = options;
  const dataDirectory = join(folder, name);
  const keyFile = join(folder, `root-key-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(keyFile, rootKey, { mode: 0o600 });
  const key = withoutRootKey ? [] : ['--root-key', `file:${keyFile}`];
  const argv = ['--port', '0', '--data', dataDirectory, '--store', store, ...key, ...flags];
  // Nothing of the developer's own AWS set-up comes in.
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, 'start', ...argv], { cwd: folder, env: { PATH, HOME: folder } });
  const leaveNone = (): void => void child.kill('SIGKILL');
  process.on('exit', leaveNone);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', leaveNone);
    return { code: code as number | null, err };
  });
  const greeted = new Promise<string>((resolve) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Try, in another terminal') && said.endsWith('\n\n')) resolve(said);
    });
  });
  const started = Promise.race([greeted, ended]).then((first) => {
    if (typeof first !== 'string') throw new Error(`it ended with ${first.code}: ${first.err}`);
    const endpoint = /serves on (\S+)/.exec(first)?.[1] ?? '';
    const reachable: Reachable = {
      clientConfig: (credentials, region = 'us-east-1') => ({ endpoint, region, credentials, maxAttempts: 1 }),
    };
    const clients = (keys: Keys): Clients => clientsOf(reachable, keys);
    return {
      ...reachable,
      endpoint,
      process: child,
      admin: clients(credentialsIn(dataDirectory)),
      dataDirectory,
      log: () => err,
      clients,
      async call(method: 'GET' | 'POST', path: string, body?: object) {
        const answer = await fetch(`${endpoint}/_lockstead/${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: answer.status, body: (await answer.json()) as CallAnswer['body'] };
      },
      async stop() {
        child.kill('SIGTERM');
        return await ended;
      },
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  });
  // Whoever looks at `ended` alone is not told twice.
  started.catch(() => undefined);
  return { started, ended };
}

export function credentialsIn(dataDirectory: string): Keys {
  const text = readFileSync(join(dataDirectory, 'credentials'), 'utf8');
  const value = (name: string): string => new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}
