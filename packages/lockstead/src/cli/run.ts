/** Finds the verb, runs it, and turns what goes wrong into one sentence and an exit code. */
import process from 'node:process';
import { BadConfig } from '#config/flags';
import { StoreUnavailable } from '#store/unavailable';
import { version } from '../version.ts';
import { askSecretly } from './ask.ts';
import { type Command, type ExitCode, Failure, type LoadCommand, type Terminal, Usage } from './command.ts';
import { helpOf, overview } from './help.ts';
import { harmlessLine } from './paint.ts';

/** One line a verb; loaded when asked for, so that none pays for the others. */
export const commands: Readonly<Record<string, LoadCommand>> = {
  start: async () => (await import('./start.ts')).start,
  status: async () => (await import('./status.ts')).status,
  env: async () => (await import('./env.ts')).env,
  demo: async () => (await import('./demo.ts')).demo,
  why: async () => (await import('./why.ts')).why,
  can: async () => (await import('./can.ts')).can,
  'who-can': async () => (await import('./who-can.ts')).whoCan,
  coverage: async () => (await import('./coverage.ts')).coverage,
  clock: async () => (await import('./clock.ts')).clock,
  policy: async () => (await import('./policy.ts')).policy,
  completion: async () => (await import('./completion.ts')).completionOf(() => commands),
};

export async function run(argv: readonly string[]): Promise<void> {
  // Whoever reads only the first lines (`| head`) has had enough; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    input: process.stdin,
    isTerminal: process.stdout.isTTY === true,
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true
      ? { ask: (question) => askSecretly(question, process.stdin, (text) => process.stderr.write(text)) }
      : {}),
    environment: process.env,
    workingDirectory: process.cwd(),
  };
  process.exitCode = await runCommand(argv, terminal);
}

export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    const [about, ...more] = rest;
    if (verb === 'help' && about !== undefined) return await runCommand([about, ...more, '--help'], terminal);
    terminal.out(await overview(commands));
    return 0;
  }
  if (verb === '--version' || verb === 'version') {
    terminal.out(`${version}\n`);
    return 0;
  }
  try {
    return await runVerb(commands, verb, rest, terminal);
  } catch (error) {
    if (error instanceof Failure) {
      terminal.err(`lockstead: ${harmlessLine(error.message)}\n`);
      return error.exitCode;
    }
    if (error instanceof Usage || error instanceof BadConfig || error instanceof StoreUnavailable) {
      terminal.err(`lockstead: ${harmlessLine(error.message)}\n`);
      return 2;
    }
    throw error;
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
  if (load === undefined) throw new Usage(unknown(verb, parent));
  const command = await load();
  const [next] = rest;
  if (command.verbs !== undefined && next !== undefined && !next.startsWith('-')) {
    return await runVerb(command.verbs, next, rest.slice(1), terminal, command);
  }
  if (asksForHelp(rest)) {
    terminal.out(await helpOf(command));
    return 0;
  }
  return await command.run(rest, terminal);
}

function unknown(verb: string, parent: Command | undefined): string {
  return parent === undefined
    ? `there is no command "${verb}"; "lockstead help" lists them.`
    : `there is no "lockstead ${parent.name} ${verb}"; "lockstead ${parent.name} --help" lists what there is.`;
}

/** What stands after `--` is text, whatever it looks like. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}
