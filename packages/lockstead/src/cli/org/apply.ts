/** `lockstead org apply`: makes the organization of a running server as a file describes it. */
import { setTimeout as wait } from 'node:timers/promises';
import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import type { Description } from '#organization/description/read-description';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { Progress } from '../progress.ts';
import { jsonFlag, parseWords, serverFlags } from '../words.ts';
import { carryOut, settled } from './carry-out.ts';
import { accountsText, type ListedAccount, listedAccounts } from './listed-accounts.ts';
import { OrganizationsCalls } from './organizations-calls.ts';
import { descriptionIn } from './paper-files.ts';
import { type CurrentTags, type Matches, matched, type Plan, plan } from './plan.ts';
import { changeWords, planText } from './plan-text.ts';
import { readLive } from './read-live.ts';

const yesFlag = { name: 'yes', help: 'make the changes without asking' };

export const apply: Command = {
  name: 'org apply',
  summary: 'make the organization as a file describes it: OUs, accounts, policies',
  words: 'FILE',
  about: [
    'Shows what it would change, asks, and does it, through the API of AWS Organizations. A second run has nothing to do. A run that is interrupted is taken up by the next one.',
    'FILE is YAML or JSON; - is the standard input. docs/guide/organization.md has the format, packages/lockstead/schemas/organization.schema.json is its schema for editors. What the file does not name is left alone, and listed.',
    'Where nobody can be asked, it needs --yes. Without it, it only says what it would change.',
  ],
  examples: ['lockstead org apply organization.yaml', 'lockstead org apply organization.yaml --yes --json'],
  exits: {
    0: 'the organization is as described',
    1: 'there is something to change, and it was not changed',
    2: 'the file is wrong, or a change was refused',
  },
  flags: [yesFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(apply, argv);
    const [file, ...more] = words.words;
    if (file === undefined || more.length > 0) throw new Usage('"lockstead org apply" takes a FILE.');
    const wanted = await descriptionIn(file, terminal);
    const client = adminClient(words, terminal);
    const { dev, account } = await client.health();
    const calls = await OrganizationsCalls.of(client);
    const { planned, managementAccount } = await planFor(wanted, calls, account, terminal);
    const told = { wanted, planned, words, terminal };
    if (!words.has(jsonFlag.name)) tellPlan(told);
    if (planned.changes.length > 0 && !(await isWanted(told))) {
      if (words.has(jsonFlag.name)) tellJson(told, false, []);
      return 1;
    }
    const ids = await changed(told, calls);
    const accounts = listedAccounts({ ...wanted, managementAccount }, ids);
    if (words.has(jsonFlag.name)) tellJson(told, true, accounts);
    else say(terminal, accountsText(harmlessValue(accounts), dev, paintFor(terminal)));
    return 0;
  },
};

interface Planned {
  readonly planned: Plan;
  readonly managementAccount: string;
}

async function planFor(
  wanted: Description,
  calls: OrganizationsCalls,
  account: string,
  terminal: Terminal,
): Promise<Planned> {
  const progress = new Progress(terminal, systemClock(), 0);
  try {
    await settled(calls, wait);
    const current = await readLive(calls, (things) => progress.note(`reading the organization: ${things}`));
    const managementAccount = current?.managementAccount ?? account;
    const matches = matched(wanted, current, managementAccount);
    const planned = plan(wanted, current, matches, await tagsOf(wanted, matches, calls));
    return { planned, managementAccount };
  } finally {
    progress.end();
  }
}

/** Of what is there and of whose tags the description says something. */
async function tagsOf(
  wanted: Description,
  { places, policies }: Matches,
  calls: OrganizationsCalls,
): Promise<CurrentTags> {
  const tags = new Map<string, Readonly<Record<string, string>>>();
  const read = async (ResourceId: string): Promise<void> => {
    const list = await calls.all<{ readonly Key: string; readonly Value: string }>('ListTagsForResource', 'Tags', {
      ResourceId,
    });
    tags.set(ResourceId, Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])));
  };
  for (const [key, { key: id }] of places) if (wanted.places.get(key)?.tags !== undefined) await read(id);
  for (const [key, { key: id }] of policies) if (wanted.policies.get(key)?.tags !== undefined) await read(id);
  return tags;
}

interface Told {
  readonly wanted: Description;
  readonly planned: Plan;
  readonly words: Words;
  readonly terminal: Terminal;
}

function tellPlan({ wanted, planned: { changes, undescribed }, terminal }: Told): void {
  const paint = paintFor(terminal);
  const head = changes.length === 0 ? 'The organization is as described.' : `${count(changes.length)} to make:`;
  say(terminal, `${paint.bold(head)}\n`);
  if (changes.length > 0) say(terminal, planText(harmlessValue(changes), wanted, paint));
  if (undescribed.length > 0) {
    const lines = harmlessValue(undescribed).map((each) => `  · ${each}`);
    say(terminal, `\n${paint.dim('Not described, and left alone:')}\n${lines.join('\n')}\n`);
  }
}

const count = (changes: number): string => `${changes.toLocaleString('en-US')} ${changes === 1 ? 'change' : 'changes'}`;

async function isWanted({ planned: { changes }, words, terminal }: Told): Promise<boolean> {
  if (words.has(yesFlag.name)) return true;
  if (terminal.confirm === undefined || words.has(jsonFlag.name)) {
    terminal.err('lockstead: Nothing was changed: without --yes changes are made only where somebody can be asked.\n');
    return false;
  }
  return await terminal.confirm(`Make ${changes.length === 1 ? 'this change' : `these ${count(changes.length)}`}?`);
}

async function changed(
  { wanted, planned, terminal }: Told,
  calls: OrganizationsCalls,
): Promise<ReadonlyMap<string, string>> {
  const { changes } = planned;
  const progress = new Progress(terminal, systemClock(), changes.length);
  let done = 0;
  try {
    return await carryOut(planned, {
      calls,
      wanted,
      wait,
      done(more) {
        done += more;
        const next = changes[done];
        progress.add(more);
        if (next !== undefined) progress.note(changeWords(next, wanted));
      },
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const change = changes[done];
    const step = change === undefined ? '' : ` ("${changeWords(change, wanted)}")`;
    throw new Failure(
      `${error.message.replace(/[.]?$/, '.')} This was change ${done + 1} of ${changes.length}${step}. Those before it are made; the same command goes on from here.`,
      2,
      { cause: error },
    );
  } finally {
    progress.end();
  }
}

function tellJson({ wanted, planned, terminal }: Told, made: boolean, accounts: readonly ListedAccount[]): void {
  const changes = planned.changes.map((change) => ({ ...change, text: changeWords(change, wanted) }));
  terminal.out(`${JSON.stringify({ made, changes, undescribed: planned.undescribed, accounts })}\n`);
}
