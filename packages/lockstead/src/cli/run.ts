/** Finds the verb, runs it, and turns what goes wrong into one sentence and an exit code. */
import process from 'node:process';
import { BadConfig } from '#config/flags';
import { didYouMean, nearest } from '#config/nearest';
import { refuseUnknownVariables } from '#config/read-flags';
import { StoreUnavailable } from '#store/unavailable';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { harmlessLine } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import { asTyped, howTyped } from '#terminal/typed';
import { version } from '../version.ts';
import { askSecretly } from './ask.ts';
import type { Command, LoadCommand } from './command.ts';
import { confirmed } from './confirm.ts';
import { columnsOf, flow, usualColumns } from './flow.ts';
import { helpOf, overview } from './help.ts';

/** One line for each verb. A verb is loaded when it is called, so that others do not make it slower. */
export const commands: Readonly<Record<string, LoadCommand>> = {
  start: async () => (await import('./start.ts')).start,
  stop: async () => (await import('./stop.ts')).stop,
  status: async () => (await import('./status.ts')).status,
  env: async () => (await import('./env.ts')).env,
  credentials: async () => (await import('./credentials.ts')).credentials,
  demo: async () => (await import('./demo.ts')).demo,
  why: async () => (await import('./why.ts')).why,
  events: async () => (await import('./events.ts')).events,
  can: async () => (await import('./can.ts')).can,
  least: async () => (await import('./least.ts')).least,
  checklist: async () => (await import('./checklist.ts')).checklist,
  'who-can': async () => (await import('./who-can.ts')).whoCan,
  messages: async () => (await import('./messages.ts')).messages,
  bill: async () => (await import('./bill.ts')).bill,
  doctor: async () => (await import('./doctor.ts')).doctor,
  responsibility: async () => (await import('./responsibility.ts')).responsibility,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  coverage: async () => (await import('./coverage.ts')).coverage,
  token: async () => (await import('./token.ts')).token,
  clock: async () => (await import('./clock.ts')).clock,
  keyring: async () => (await import('./keyring.ts')).keyring,
  trail: async () => (await import('./trail.ts')).trail,
  policy: async () => (await import('./policy.ts')).policy,
  replay: async () => (await import('./replay.ts')).replay,
  org: async () => (await import('./org.ts')).org,
  import: async () => (await import('./import.ts')).importing,
  completion: async () => (await import('./completion.ts')).completionOf(() => commands),
};

const versionWords: ReadonlySet<string> = new Set(['--version', '-v', '-V', 'version']);

export async function run(argv: readonly string[]): Promise<void> {
  // A reader such as `| head` may close the pipe after a few lines. That is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const { COLUMNS } = process.env;
  const columns = columnsOf(COLUMNS, process.stdout.columns);
  const errorColumns = columnsOf(COLUMNS, process.stderr.columns);
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    input: process.stdin,
    isTerminal: process.stdout.isTTY === true,
    isErrorTerminal: process.stderr.isTTY === true,
    ...(columns === undefined ? {} : { columns }),
    ...(errorColumns === undefined ? {} : { errorColumns }),
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true
      ? {
          ask: (question) => askSecretly(question, process.stdin, (text) => process.stderr.write(text)),
          confirm: (question) => confirmed(question, process.stdin, process.stderr),
        }
      : {}),
    environment: process.env,
    workingDirectory: process.cwd(),
    typed: howTyped(process.argv[1] ?? '', process.env['PATH'], process.cwd()),
  };
  process.exitCode = await runCommand(argv, terminal);
}

export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    const [about, ...more] = rest;
    if (verb === 'help' && about !== undefined) return await runCommand([about, ...more, '--help'], terminal);
    terminal.out(flow(asTyped(await overview(commands), terminal.typed.here), terminal.columns ?? usualColumns));
    return 0;
  }
  if (versionWords.has(verb)) {
    terminal.out(`${version}\n`);
    return 0;
  }
  try {
    return await runVerb(commands, verb, rest, terminal);
  } catch (error) {
    const isOurs =
      error instanceof Failure ||
      error instanceof Usage ||
      error instanceof BadConfig ||
      error instanceof StoreUnavailable;
    if (!isOurs) throw error;
    const sentence = asTyped(harmlessLine(error.message), terminal.typed.here);
    terminal.err(`${flow(`lockstead: ${sentence}`, terminal.errorColumns)}\n`);
    return error instanceof Failure ? error.exitCode : 2;
  }
}

async function runVerb(
  verbs: Readonly<Record<string, LoadCommand>>,
  verb: string,
  rest: readonly string[],
  terminal: Terminal,
  parent?: Command,
): Promise<ExitCode> {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (load === undefined) {
    // Somebody may have meant `env`, and a shell may be about to evaluate the output.
    const meant = parent !== undefined ? undefined : rest.includes('env') ? 'env' : nearest(verb, Object.keys(verbs));
    if (meant !== undefined) (await verbs[meant]?.())?.failed?.(rest, terminal);
    throw new Usage(unknown(verb, verbs, parent));
  }
  const command = await load();
  const [next] = rest;
  if (command.verbs !== undefined && next !== undefined && !next.startsWith('-')) {
    return await runVerb(command.verbs, next, rest.slice(1), terminal, command);
  }
  if (asksForHelp(rest)) {
    terminal.out(flow(asTyped(await helpOf(command), terminal.typed.here), terminal.columns ?? usualColumns));
    return 0;
  }
  try {
    refuseUnknownVariables(terminal.environment);
    return await command.run(rest, terminal);
  } catch (error) {
    command.failed?.(rest, terminal);
    throw error;
  }
}

function unknown(verb: string, verbs: object, parent: Command | undefined): string {
  const near = didYouMean(verb, Object.keys(verbs));
  return parent === undefined
    ? `there is no command "${verb}"${near}; "lockstead help" lists them.`
    : `there is no "lockstead ${parent.name} ${verb}"${near}; "lockstead ${parent.name} --help" lists what there is.`;
}

/** What stands after `--` is text, whatever it looks like. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}
