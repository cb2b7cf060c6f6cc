/** `lockstead import gaad`: users, groups, roles and policies of a real account, in a running server. */
import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { accountParts } from '#organization/exported/account-parts';
import { BadExport, type Exported, exportBytesMax, readExport } from '#organization/exported/read-export';
import { type ExitCode, Usage } from '#terminal/exit';
import { paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Words } from '#terminal/words';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { Progress } from '../progress.ts';
import { readInput } from '../read-input.ts';
import { jsonFlag, parseWords, serverFlags } from '../words.ts';

const dryRunFlag = { name: 'dry-run', help: 'say what would be brought in, and change nothing' };

export const importGaad: Command = {
  name: 'import gaad',
  summary: 'bring in the users, groups, roles and policies of a real account',
  words: 'FILES',
  about: [
    'FILES are what "aws iam get-account-authorization-details" printed: one, or one a page; - reads standard input. This command asks nothing of AWS.',
    'The account comes in under its own id, beside the first, with the ids and dates of everything. A bad file is refused whole. An import that is interrupted is taken up by the next one, and the same file twice changes nothing.',
    'The export does not tell how long a role\'s sessions may be (an hour here), who provides tokens and assertions, or which keys, passwords and MFA devices users have: they have none. One acts as them by "env --as".',
  ],
  examples: ['lockstead import gaad account.json --dry-run', 'lockstead import gaad account.json'],
  exits: { 0: 'brought in', 2: 'a file cannot be used, or the server refuses it' },
  flags: [dryRunFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(importGaad, argv);
    if (words.words.length === 0) throw new Usage('"lockstead import gaad" takes FILES.');
    const exported = await exportIn(words.words, terminal);
    const isDry = words.has(dryRunFlag.name);
    const outcome = isDry ? undefined : await send(exported, words, terminal);
    const { account } = exported.paper;
    const counts = countsOf(exported);
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify({ account, ...counts, dryRun: isDry, ...outcome })}\n`);
      return 0;
    }
    const paint = paintFor(terminal);
    const what = Object.entries(counts).map(([name, count]) => some(count, name));
    const verb = outcome === undefined ? 'would have' : 'has';
    say(terminal, `${paint.bold(`Account ${account}`)} ${verb} ${what.join(', ')}.\n`);
    if (outcome?.dev === true && exported.paper.roles.length > 0) {
      const [first] = exported.paper.roles;
      const arn = `arn:aws:iam::${account}:role${first?.path ?? '/'}${first?.name ?? ''}`;
      terminal.out(asTyped(`To act as one of them: eval "$(lockstead env --as ${arn})"\n`, terminal.typed.here));
    }
    return 0;
  },
};

async function exportIn(names: readonly string[], terminal: Terminal): Promise<Exported> {
  const files: { name: string; text: string }[] = [];
  let rest = exportBytesMax;
  for (const name of names) {
    const text = await readInput(name, terminal, rest);
    rest -= Buffer.byteLength(text);
    files.push({ name: name === '-' ? 'the standard input' : name, text });
  }
  try {
    return readExport(files);
  } catch (error) {
    if (error instanceof BadExport) throw new Usage(error.message, { cause: error });
    throw error;
  }
}

interface Answer {
  readonly made: boolean;
  readonly unknownPolicies: readonly string[];
}

async function send(
  exported: Exported,
  words: Words,
  terminal: Terminal,
): Promise<{ readonly made: boolean; readonly dev: boolean }> {
  const client = adminClient(words, terminal);
  const { dev } = await client.health();
  const [begin, ...parts] = accountParts(exported);
  const { made, unknownPolicies } = (await client.post('account', begin ?? {})) as Answer;
  const [first, ...more] = unknownPolicies;
  if (first !== undefined) {
    const rest = more.length === 0 ? '' : ` and ${more.length} more`;
    throw new Usage(
      `The account uses policies of AWS that this version of Lockstead does not know: ${first}${rest}. Nothing was brought in.`,
    );
  }
  const progress = new Progress(terminal, systemClock(), parts.length);
  try {
    for (const part of parts) {
      await client.post('account', part);
      progress.add(1);
    }
  } finally {
    progress.end();
  }
  return { made, dev };
}

function countsOf({ paper }: Exported): Readonly<Record<'users' | 'groups' | 'roles' | 'policies', number>> {
  const { users, groups, roles, policies } = paper;
  return { users: users.length, groups: groups.length, roles: roles.length, policies: policies.length };
}

function some(count: number, several: string): string {
  const one = several === 'policies' ? 'policy' : several.slice(0, -1);
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
}
