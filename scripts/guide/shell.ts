/** The folder and the shell that a page's blocks run in: it looks like the repository, and nothing in it is the repository's own state. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** What stays out: state and history. */
const ownNames: ReadonlySet<string> = new Set(['.git', '.lockstead', '.venv']);
const blockMsMax = 120_000;
const startMsMax = 30_000;
/** What the pages say; each runs on a port that is free. */
export const writtenPort = '4566';

export interface Ran {
  readonly code: number | null;
  /** Both streams as they came, without colours. */
  readonly printed: string;
}

export class Shell {
  readonly port: string;
  readonly #folder: string;
  readonly #state: string;
  readonly #servers: ChildProcess[] = [];

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#state = join(folder, '.shell-state');
    this.port = String(port);
  }

  static async open(repository: string): Promise<Shell> {
    const folder = mkdtempSync(join(tmpdir(), 'lockstead-guide-'));
    for (const name of readdirSync(repository)) {
      if (!ownNames.has(name)) symlinkSync(join(repository, name), join(folder, name));
    }
    return new Shell(folder, await freePort());
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.#folder, name), content);
  }

  async has(client: string): Promise<boolean> {
    // A name that a version manager only pretends to have does not run.
    return (await this.run(`${client} --version`)).code === 0;
  }

  async run(script: string): Promise<Ran> {
    const child = this.#spawn(script, false);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    const timer = AbortSignal.timeout(blockMsMax);
    timer.addEventListener('abort', () => child.kill('SIGKILL'));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, printed: stripVTControlCharacters(printed) };
  }

  /** A server; resolves when it serves. */
  async start(script: string): Promise<Ran> {
    const child = this.#spawn(script, true);
    this.#servers.push(child);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    for (let waited = 0; waited < startMsMax && child.exitCode === null; waited += 100) {
      const health = await fetch(`http://127.0.0.1:${this.port}/_lockstead/health`).catch(() => undefined);
      if (health?.ok === true) return { code: 0, printed };
      await pause(100);
    }
    return { code: child.exitCode, printed: `${printed}\nit does not serve` };
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      if (server.pid === undefined || server.exitCode !== null) continue;
      const ended = new Promise((resolve) => server.on('close', resolve));
      // The whole group that was started here: npm, and what it started.
      process.kill(-server.pid, 'SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true });
  }

  #spawn(script: string, detached: boolean): ChildProcess {
    const restore = existsSync(this.#state) ? `. '${this.#state}'\n` : '';
    const keep = detached ? '' : `trap 'export -p > "${this.#state}"' EXIT\n`;
    return spawn('bash', ['-c', `set -eo pipefail\n${restore}${keep}${script}`], {
      cwd: this.#folder,
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.#folder, 'node_modules', '.bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: this.#folder,
        // Compiled code of earlier runs; the new home has none.
        XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
        // Version managers keep what they manage under the real home.
        ...(process.env['PYENV_ROOT'] === undefined ? {} : { PYENV_ROOT: process.env['PYENV_ROOT'] }),
        LOCKSTEAD_PORT: this.port,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        npm_config_update_notifier: 'false',
        npm_config_loglevel: 'error',
      },
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
