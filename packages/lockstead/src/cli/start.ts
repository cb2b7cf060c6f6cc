/** `lockstead start`: the server, until it is told to stop. */
import { resolve } from 'node:path';
import process from 'node:process';
import { type Config, defaultDataDirectory, parseConfig } from '#config/config';
import { profile } from '#config/data-directory';
import { BadConfig, startFlags } from '#config/flags';
import { readFlags } from '#config/read-flags';
import { loadRootKey } from '#config/root-key';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { parseAccessKeyId } from '#kernel/ids';
import { jsonLog } from '#kernel/log';
import { startSmall } from '#kernel/memory';
import { Secret } from '#kernel/secret';
import { systemTimers } from '#kernel/timers';
import type { Running, Surroundings } from '#main';
import { StoreUnavailable } from '#store/unavailable';
import type { ExitCode } from '#terminal/exit';
import { paintFor } from '#terminal/paint';
import { shellWord } from '#terminal/shell-word';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Command } from './command.ts';
import { enforcementWords, openWarning } from './enforcement.ts';
import { withKeys } from './env/variables.ts';
import { say, usualColumns } from './flow.ts';
import { startDetached, tellStarter } from './start/detached.ts';
import { portIsFree } from './start/port-is-free.ts';
import { shortLine } from './start/short-line.ts';

const logHoldMs = 20;
/** The last one comes when a terminal is closed, or its connection drops. */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export const start: Command = {
  name: 'start',
  summary: 'start the server',
  about: [
    'Each flag is also an environment variable (LOCKSTEAD_PORT=5000, LOCKSTEAD_TLS_SELF_SIGNED=true) and a name in the JSON file that --config gives. A flag wins over the environment, and the environment over the file. The server does not start with an unknown setting.',
    'LOCKSTEAD_ROOT_ACCESS_KEY_ID and LOCKSTEAD_ROOT_SECRET_ACCESS_KEY give the root user an access key at the first start.',
    'SIGTERM, SIGINT (Ctrl-C) and SIGHUP stop the server after the requests that are under way. A second signal stops it at once.',
    'In the background (--detach) the log goes to server.log in the data directory. With --ephemeral there is no log then.',
  ],
  examples: ['lockstead start --ephemeral --dev --port 5000', 'lockstead start --detach --wait'],
  exits: { 0: 'it was stopped', 1: 'it was stopped by a second signal', 2: 'it cannot start: one sentence says why' },
  flags: startFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const config = parseConfig(readFlags(argv, terminal.environment));
    const rootCredentials = rootCredentialsOf(terminal);
    await portIsFree(config);
    if (config.detach) return await startDetached(argv, config, terminal);
    const growAgain = startSmall();
    // After the configuration has been read: whoever mistyped a flag need not wait for the server's code.
    const { start: startServer } = await import('#main');
    const entropy = systemEntropy();
    const clock = systemClock();
    const log = jsonLog(
      config.logLevel,
      clock,
      (lines) => terminal.err(lines),
      (write) => systemTimers.after(logHoldMs, write),
      ...((config.logFormat ?? (terminal.isErrorTerminal === true ? 'lines' : 'json')) === 'lines' ? [shortLine] : []),
    );
    const rootKey = await loadRootKey(config, {
      environment: terminal.environment,
      entropy,
      say: (sentence) => log.warn(sentence),
      ...(terminal.ask === undefined ? {} : { ask: terminal.ask }),
    });
    // From here on: whoever starts it may stop it the moment it says that it serves.
    const stopAsked = stopSignal();
    const isSelfSigned = config.tls === 'selfSigned';
    const tls = isSelfSigned ? await (await import('#config/self-signed')).selfSigned(config.host) : undefined;
    const running = await startOrAdvise(config, () =>
      startServer(config, {
        clock,
        entropy,
        timers: systemTimers,
        log,
        rootKey,
        ...(tls === undefined ? {} : { tls }),
        ...(rootCredentials === undefined ? {} : { rootCredentials }),
      }),
    );
    growAgain();
    const open = openWarning(config.enforce);
    if (open !== undefined) log.warn(asTyped(open, terminal.typed.anywhere));
    const welcome = asTyped(greeting(running, config, terminal), terminal.typed.anywhere);
    if (!tellStarter(welcome, terminal)) say(terminal, welcome);
    await stopAsked;
    log.info('stopping: finishing what is under way; a second signal exits at once');
    await running.stop();
    return 0;
  },
};

/** A database that cannot be read is for `lockstead doctor`. */
async function startOrAdvise({ dataDirectory }: Config, startServer: () => Promise<Running>): Promise<Running> {
  try {
    return await startServer();
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || dataDirectory === undefined || !isDamage(error)) throw error;
    const advice = `"lockstead doctor --data ${shellWord(dataDirectory)}" says more`;
    throw new StoreUnavailable(error.reason, `${error.message}; ${advice}`, { cause: error });
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, also where a schema cannot be read. https://www.sqlite.org/rescode.html */
function isDamage(error: Error): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'errcode' in at ? Number(at.errcode) & 0xff : 0;
    if (code === 11 || code === 26) return true;
  }
  return false;
}

function rootCredentialsOf({ environment }: Terminal): Surroundings['rootCredentials'] {
  const id = environment['LOCKSTEAD_ROOT_ACCESS_KEY_ID'];
  const secret = environment['LOCKSTEAD_ROOT_SECRET_ACCESS_KEY'];
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined || secret === undefined || secret.length < 8) {
    throw new BadConfig(
      'LOCKSTEAD_ROOT_ACCESS_KEY_ID and LOCKSTEAD_ROOT_SECRET_ACCESS_KEY go together; the secret has at least 8 characters.',
    );
  }
  const accessKeyId = parseAccessKeyId(id);
  if (accessKeyId === undefined)
    throw new BadConfig(
      `LOCKSTEAD_ROOT_ACCESS_KEY_ID: "${id}" is not an access key id (4 to 128 letters, digits and underscores).`,
    );
  // It would be taken for a temporary one, and never let in.
  if (accessKeyId.startsWith('ASIA'))
    throw new BadConfig(`LOCKSTEAD_ROOT_ACCESS_KEY_ID: "${id}" is the id of temporary credentials.`);
  return { accessKeyId, secretAccessKey: new Secret(secret) };
}

/** Resolves at the first signal; a second one exits at once. */
async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    for (const signal of stopSignals) process.on(signal, onSignal);
  });
}

function greeting(running: Running, config: Config, terminal: Terminal): string {
  const { endpoint, account, admin, credentialsFile, root } = running;
  const warning = openWarning(config.enforce);
  const lines = [
    '',
    `  Lockstead serves on ${endpoint}`,
    `  Account      ${account}, region ${config.region}`,
    `  Enforcement  ${enforcementWords[config.enforce]}`,
    ...(warning === undefined ? [] : [`               ${paintFor(terminal).bad(warning)}`]),
  ];
  if (credentialsFile !== undefined) {
    lines.push(`  Credentials  ${credentialsFile} (profile ${profile}, user admin)`);
  } else {
    lines.push(
      `  Credentials  AWS_ACCESS_KEY_ID=${admin.accessKeyId}`,
      `               AWS_SECRET_ACCESS_KEY=${admin.secretAccessKey.reveal()}`,
    );
    // Nothing is on disk, so there is no other place to learn it from.
    if (root !== undefined) lines.push(`  Root user    ${root.email}, password ${root.password.reveal()}`);
  }
  if (config.dev)
    lines.push(
      '  Development  test/test is the root user; the clock moves and reset is open to this machine.',
      '               Do not put a proxy before it: whoever the proxy lets in would be this machine.',
    );
  lines.push('', '  Try, in another terminal:', ...environmentHint(running, config, terminal));
  lines.push('    aws sts get-caller-identity', '    aws iam create-user --user-name alice', '', '');
  return lines.join('\n');
}

function environmentHint(
  { endpoint, admin }: Running,
  { dataDirectory, region }: Config,
  { environment, typed }: Terminal,
): readonly string[] {
  if (dataDirectory === undefined) {
    const keys = { accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey.reveal() };
    const { set, unset } = withKeys({ endpoint, region }, keys, environment);
    const assignments = Object.entries(set).map(([name, value]) => `${name}=${shellWord(value)}`);
    return [...packed('unset', unset), ...packed('export', assignments)];
  }
  // In any folder: only the clone's own directory is found without its name.
  const isDefault = typed.clone !== undefined && dataDirectory === resolve(typed.clone, defaultDataDirectory);
  return [`    eval "$(lockstead env${isDefault ? '' : ` --data ${shellWord(dataDirectory)}`})"`];
}

/** As few lines as fit: each is to be copied. */
function packed(command: string, words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length <= usualColumns) line += ` ${word}`;
    else {
      if (line !== '') lines.push(line);
      line = `    ${command} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
