/** `lockstead import org`: a real organization, with its own ids, in a running server. */
import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { collectingScript } from '#organization/collected/collecting-script';
import { type PaperOrganization, rootOf } from '#organization/paper';
import { partsOf } from '#organization/parts';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { accountsText, type ListedAccount, listedAccounts } from '../org/listed-accounts.ts';
import { collectedIn } from '../org/paper-files.ts';
import { Progress } from '../progress.ts';
import { jsonFlag, parseWords, serverFlags } from '../words.ts';

const scriptFlag = { name: 'script', help: 'print a shell script that collects the files with the AWS CLI' };

export const importOrg: Command = {
  name: 'import org',
  summary: 'bring in a real organization: OUs, accounts, policies, with their own ids',
  words: 'FILES',
  about: [
    'FILES are files or folders with what the AWS CLI prints: describe-organization, list-roots, list-accounts, list-organizational-units-for-parent, list-accounts-for-parent, list-policies, describe-policy, list-targets-for-policy. The script that --script prints collects them; it only looks. This command asks nothing of AWS.',
    'Start the server with --account-id and the id of the management account, so that your administrator is in it. Accounts that the organization made have the role OrganizationAccountAccessRole; of others there is the root user. An import that is interrupted is taken up by the next one.',
  ],
  examples: ['lockstead import org --script > collect-organization.sh', 'lockstead import org collected/'],
  exits: { 0: 'brought in', 2: 'a file cannot be used, or the server refuses it' },
  flags: [scriptFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(importOrg, argv);
    if (words.has(scriptFlag.name)) {
      if (words.words.length > 0) throw new Usage('--script takes no FILES.');
      terminal.out(collectingScript);
      return 0;
    }
    if (words.words.length === 0)
      throw new Usage('"lockstead import org" takes FILES; --script prints how to collect them.');
    const organization = await collectedIn(words.words, terminal);
    const { accountsMade, dev } = await sent(organization, words, terminal);
    const ids = new Map([...organization.places.keys()].map((key) => [`place ${key}`, key]));
    const accounts = listedAccounts(organization, ids);
    const counts = countsOf(organization);
    if (words.has(jsonFlag.name))
      terminal.out(`${JSON.stringify({ id: organization.id, ...counts, accountsMade, accounts })}\n`);
    else told(organization, counts, accounts, dev, terminal);
    return 0;
  },
};

interface Counts {
  readonly units: number;
  readonly accounts: number;
  readonly policies: number;
}

function countsOf({ places, policies }: PaperOrganization): Counts {
  const kinds = [...places.values()].map(({ kind }) => kind);
  const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
  return { units: count('unit'), accounts: count('account'), policies: policies.size };
}

async function sent(
  organization: PaperOrganization,
  words: Words,
  terminal: Terminal,
): Promise<{ readonly accountsMade: number; readonly dev: boolean }> {
  const client = adminClient(words, terminal);
  const { dev } = await client.health();
  const parts = partsOf(organization, rootOf(organization).key);
  const progress = new Progress(terminal, systemClock(), parts.length);
  let accountsMade = 0;
  try {
    for (const part of parts) {
      const answer = (await client.post('organization', part)) as { readonly accountsMade: number };
      accountsMade += answer.accountsMade;
      progress.add(1);
    }
  } finally {
    progress.end();
  }
  return { accountsMade, dev };
}

function told(
  organization: PaperOrganization,
  { units, accounts: accountCount, policies }: Counts,
  accounts: readonly ListedAccount[],
  dev: boolean,
  terminal: Terminal,
): void {
  const paint = paintFor(terminal);
  const some = (count: number, one: string, several: string): string =>
    `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
  const brought = [
    some(units, 'OU', 'OUs'),
    some(accountCount, 'account', 'accounts'),
    some(policies, 'policy', 'policies'),
  ].join(', ');
  say(terminal, `${paint.bold(`Organization ${organization.id}`)} is here: ${brought}.\n`);
  say(terminal, accountsText(harmlessValue(accounts), dev, paint));
}
