/** Finds the verb, runs it, and turns what goes wrong into one sentence and an exit code. */
import process from 'node:process';
import { BadConfig } from '#config/flags';
import { StoreUnavailable } from '#store/unavailable';
import { version } from '../version.ts';
import { type Command, type ExitCode, type Terminal, Usage } from './command.ts';

type LoadCommand = () => Promise<Command>;

/** One line a verb; loaded when asked for, so that none pays for the others. */
export const commands: Readonly<Record<string, LoadCommand>> = {
  start: async () => (await import('./start.ts')).start,
  env: async () => (await import('./env.ts')).env,
};

export async function run(argv: readonly string[]): Promise<void> {
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    input: process.stdin,
    isTerminal: process.stdout.isTTY === true,
    environment: process.env,
    workingDirectory: process.cwd(),
  };
  process.exitCode = await runCommand(argv, terminal);
}

export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    terminal.out(await overview());
    return 0;
  }
  if (verb === '--version' || verb === 'version') {
    terminal.out(`${version}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (load === undefined) {
    terminal.err(`lockstead: there is no command "${verb}"; "lockstead help" lists them.\n`);
    return 2;
  }
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(`${command.help}\n`);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (error instanceof Usage || error instanceof BadConfig || error instanceof StoreUnavailable) {
      terminal.err(`lockstead: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

async function overview(): Promise<string> {
  const lines = [
    'Lockstead: the AWS security plane that you can run yourself.',
    '',
    'Usage: lockstead COMMAND [FLAGS]',
    '',
  ];
  for (const load of Object.values(commands)) {
    const { name, summary } = await load();
    lines.push(`  ${name.padEnd(12)} ${summary}`);
  }
  lines.push(
    '',
    '"lockstead COMMAND --help" says more. Exit codes: 0 yes or done, 1 no or findings, 2 usage or invalid input.',
    '',
  );
  return lines.join('\n');
}
