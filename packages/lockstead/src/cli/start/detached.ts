/**
 * A server in the background: a process of its own session, which outlives the terminal. It writes its log to `server.log` in the data
 * directory; one that keeps nothing on disk writes none.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Config } from '#config/config';
import { openDataDirectory } from '#config/data-directory';
import { refuseLostDatabase } from '#config/lost-database';
import { type ExitCode, Failure } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { say } from '../flow.ts';

const logFile = 'server.log';
/** A longer one is kept as `server.log.1` when the next server starts, and the one before that is dropped. */
const logBytesMax = 16 * 1024 * 1024;
const detachFlags = ['--detach', '--wait'];

/** What the server tells the command that started it. */
interface Told {
  readonly greeting: string;
}

/** In the server: tells that it serves. False where nobody waits to hear it. */
export function tellStarter(greeting: string, { environment }: Terminal): boolean {
  // Another program may have a channel to its child, too.
  if (process.send === undefined || environment['LOCKSTEAD_WAIT'] !== 'false') return false;
  const told: Told = { greeting };
  // From here on the starter may be gone.
  process.send(told, () => {
    if (process.connected) process.disconnect();
  });
  return true;
}

/** In the command. `argv` is the call's own; the server gets the same without the flags that say to detach. */
export async function startDetached(argv: readonly string[], config: Config, terminal: Terminal): Promise<ExitCode> {
  const log = openLog(config);
  const child = spawn(
    process.execPath,
    [process.argv[1] ?? '', 'start', ...argv.filter((word) => !detachFlags.includes(word))],
    {
      detached: true,
      cwd: terminal.workingDirectory,
      // Over the configuration file, which may say otherwise.
      env: { ...terminal.environment, LOCKSTEAD_DETACH: 'false', LOCKSTEAD_WAIT: 'false' },
      stdio: ['ignore', 'ignore', log?.file ?? 'ignore', ...(config.wait ? (['ipc'] as const) : [])],
    },
  );
  if (log !== undefined) closeSync(log.file);
  if (!config.wait) {
    child.unref();
    say(terminal, `The server starts as process ${child.pid}.${log === undefined ? '' : ` Its log is ${log.path}.`}\n`);
    return 0;
  }
  const greeting = await new Promise<string>((resolve, reject) => {
    child.once('message', (told) => resolve((told as Told).greeting));
    child.once('error', reject);
    child.once('exit', (code) => reject(ended(code, log)));
  });
  child.removeAllListeners();
  child.unref();
  if (child.connected) child.disconnect();
  say(terminal, greeting);
  return 0;
}

interface OpenLog {
  readonly path: string;
  readonly file: number;
  /** What stood there before. */
  readonly from: number;
}

function openLog({ dataDirectory, store }: Config): OpenLog | undefined {
  if (dataDirectory === undefined) return undefined;
  refuseLostDatabase({ dataDirectory, store });
  openDataDirectory(dataDirectory, undefined, store.kind === 'sqlite' ? store.path : undefined);
  const path = join(dataDirectory, logFile);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) renameSync(path, `${path}.1`);
  const file = openSync(path, 'a', 0o600);
  return { path, file, from: statSync(path).size };
}

/** With the sentence that it ended with, which stands in its log. */
function ended(code: number | null, log: OpenLog | undefined): Failure {
  const said = log === undefined ? '' : readFileSync(log.path, 'utf8').slice(log.from).trim();
  const [, sentence] = /^lockstead: (.*)$/m.exec(said) ?? [];
  const where = log === undefined ? '; without --detach it says why' : `; its log is ${log.path}`;
  return new Failure(sentence ?? `The server ended with ${code} before it served${where}.`, 2);
}
