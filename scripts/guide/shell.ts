/** The folder and the shell that a page's blocks run in: it looks like the repository, and nothing in it is the repository's own state. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
/** What the pages say of a backend, such as an emulator; it runs on another one that is free. */
export const writtenBackendPort = '5000';

export interface Ran {
  readonly code: number | null;
  /** Both streams as they came, without colours. */
  readonly printed: string;
}

export class Shell {
  readonly port: string;
  readonly backendPort: string;
  readonly #folder: string;
  readonly #state: string;
  readonly #servers: ChildProcess[] = [];

  private constructor(folder: string, port: number, backendPort: number) {
    this.#folder = folder;
    this.#state = join(folder, '.shell-state');
    this.port = String(port);
    this.backendPort = String(backendPort);
  }

  static async open(repository: string): Promise<Shell> {
    const folder = mkdtempSync(join(tmpdir(), 'lockstead-guide-'));
    for (const name of readdirSync(repository)) {
      if (!ownNames.has(name)) symlinkSync(join(repository, name), join(folder, name));
    }
    return new Shell(folder, await freePort(), await freePort());
  }

  /** A text of a page with the ports on which things run here. */
  ported(text: string): string {
    return text.replaceAll(writtenPort, this.port).replaceAll(writtenBackendPort, this.backendPort);
  }

  write(name: string, content: string): void {
    const path = join(this.#folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  async has(client: string): Promise<boolean> {
    // A name that a version manager only pretends to have does not run.
    return (await this.run(`${client} --version || ${client} version`)).code === 0;
  }

  async run(script: string): Promise<Ran> {
    const child = this.#spawn(script, { keeps: true });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    const timer = AbortSignal.timeout(blockMsMax);
    timer.addEventListener('abort', () => {
      // With what it has started: a client that hangs holds its output open.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, printed: stripVTControlCharacters(printed) };
  }

  /** A server; resolves when it serves. */
  async start(script: string): Promise<Ran> {
    const child = this.#spawn(script, { keeps: false });
    this.#servers.push(child);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    for (let waited = 0; waited < startMsMax && child.exitCode === null; waited += 100) {
      const health = await fetch(`http://127.0.0.1:${this.port}/_lockstead/health`).catch(() => undefined);
      // A server that is not Lockstead says it in its own words.
      if (health?.ok === true || /^An? .* serves on http/m.test(printed)) return { code: 0, printed };
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

  /** `keeps`: the environment that it leaves is that of the next block. */
  #spawn(script: string, { keeps }: { readonly keeps: boolean }): ChildProcess {
    const restore = existsSync(this.#state) ? `. '${this.#state}'\n` : '';
    const keep = !keeps ? '' : `trap 'export -p > "${this.#state}"' EXIT\n`;
    return spawn('bash', ['-c', `set -eo pipefail\n${restore}${keep}${script}`], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.#folder, 'node_modules', '.bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: this.#folder,
        // Compiled code of earlier runs; the new home has none.
        XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
        ...packageManagers(),
        LOCKSTEAD_PORT: this.port,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        npm_config_update_notifier: 'false',
        npm_config_loglevel: 'error',
      },
    });
  }
}

/**
 * Where package managers and version managers find what they need: they keep it under the real home. Nothing of AWS's settings comes in.
 */
function packageManagers(): Readonly<Record<string, string>> {
  const home = homedir();
  const passed = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined &&
      /^(npm_config_|PIP_|GO(PROXY|FLAGS|NOSUMDB|SUMDB|PRIVATE)$|PYENV_ROOT$|JAVA_|MAVEN_|SSL_CERT_|NODE_EXTRA_CA_CERTS$|REQUESTS_CA_BUNDLE$|CURL_CA_BUNDLE$)/.test(
        name,
      ),
  );
  return {
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_cache: join(home, '.npm'),
    GOENV: join(home, '.config', 'go', 'env'),
    GOPATH: join(home, 'go'),
    GOCACHE: join(home, '.cache', 'go-build'),
    ...(Object.fromEntries(passed) as Readonly<Record<string, string>>),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
