/** Runs the real command in a process of its own, as a shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const bin = new URL('../../bin/lockstead.mjs', import.meta.url).pathname;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** No file grows beyond it, as on a disk that is full; in blocks of 512 bytes. */
  readonly fileBlocksMax?: number;
}

export async function lockstead(argv: readonly string[], surroundings: Surroundings): Promise<Ran> {
  const child = spawned(argv, surroundings);
  child.stdin?.end(surroundings.input ?? '');
  return await ended(child);
}

export interface Serving {
  readonly endpoint: string;
  readonly greeting: string;
  stop(signal?: NodeJS.Signals): Promise<Ran>;
}

/** A server in a process of its own, from the moment that it says where it serves. */
export async function serving(argv: readonly string[], surroundings: Surroundings): Promise<Serving> {
  const child = spawned(['start', '--port', '0', ...argv], surroundings);
  const end = ended(child);
  const greeting = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (text: string) => {
      said += text;
      if (said.includes('Try, in another terminal') && said.endsWith('\n\n')) resolve(said);
    });
    end.then(({ code, err }) => reject(new Error(`it ended with ${code}: ${err}`)));
  });
  const endpoint = /serves on (\S+)/.exec(greeting)?.[1] ?? '';
  return {
    endpoint,
    greeting,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await end;
    },
  };
}

process.setMaxListeners(0);
/** Compiled code of the developer's own runs: without it each command would compile everything again. */
const ownCache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

function spawned(argv: readonly string[], { cwd, env = {}, fileBlocksMax }: Surroundings): ChildProcess {
  // Nothing of the developer's own AWS set-up comes in.
  const { PATH = '' } = process.env;
  const command = [process.execPath, bin, ...argv];
  const limited = ['sh', '-c', `ulimit -f ${fileBlocksMax} && exec "$@"`, 'sh', ...command];
  const [file = '', ...args] = fileBlocksMax === undefined ? command : limited;
  const child = spawn(file, args, { cwd, env: { PATH, HOME: cwd, XDG_CACHE_HOME: ownCache, ...env } });
  // A test that fails half-way leaves no server behind.
  process.on('exit', () => child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

async function ended(child: ChildProcess): Promise<Ran> {
  return await new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (text: string) => {
      out += text;
    });
    child.stderr?.on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** An empty folder, and how to be rid of it. */
export function emptyFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lockstead-cli-'));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  process.on('exit', remove);
  return { path, remove };
}
