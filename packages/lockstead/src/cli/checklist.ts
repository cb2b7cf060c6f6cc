/** `lockstead checklist`: is the account secured as a new account should be, step by step, and what mends what is not? */

import { type AdminClient, adminClient, Refused } from '#client/admin-client';
import { keysFor } from '#client/aws-call';
import { callQuery } from '#client/query-call';
import { systemClock } from '#kernel/clock';
import type { ExitCode } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import { asTyped } from '#terminal/typed';
import { readFacts } from './checklist/facts.ts';
import { judged } from './checklist/steps.ts';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { Progress } from './progress.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from './words.ts';

export const checklist: Command = {
  name: 'checklist',
  summary: 'is the account secured as a new account should be?',
  about: [
    'Each step is checked now, in the account of your credentials, by what IAM says of it. A step that is not done shows the commands that mend it.',
  ],
  examples: ['lockstead checklist', 'lockstead checklist --json'],
  exits: {
    0: 'every step is done',
    1: 'a step is not done',
    2: 'the server cannot be asked, or does not allow it to you',
  },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(checklist, argv);
    noWords(checklist, words);
    const client = adminClient(words, terminal);
    const keys = await keysFor(client);
    const whoAmI = { signingName: 'sts', version: '2011-06-15', action: 'GetCallerIdentity' };
    const { Account } = await callQuery(client, keys, whoAmI);
    const progress = new Progress(terminal, systemClock(), 0);
    const facts = await readFacts(client, keys, String(Account), await nowOf(client), (done, all) =>
      progress.note(`asked about ${done} of ${all} users`),
    ).finally(() => progress.end());
    const outcomes = harmlessValue(judged(facts));
    const open = outcomes.filter(({ done }) => !done).length;
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify({ account: facts.account, open, steps: outcomes })}\n`);
      return open === 0 ? 0 : 1;
    }
    const paint = paintFor(terminal);
    say(terminal, `Account ${paint.bold(facts.account)}\n\n`);
    for (const { title, done, found, mend } of outcomes) {
      say(terminal, `${done ? paint.good('✓') : paint.bad('✗')} ${paint.bold(title)}\n  ${found}\n`);
      // Lines to be copied are not broken.
      for (const line of mend) terminal.out(asTyped(`    ${paint.note(line)}\n`, terminal.typed.here));
    }
    say(terminal, `\n${open === 0 ? 'Every step is done.' : `${open} of ${outcomes.length} steps are not done.`}\n`);
    return open === 0 ? 0 : 1;
  },
};

/** The server's time, by which its credentials age. Who may not ask for it has this machine's. */
async function nowOf(client: AdminClient): Promise<Date> {
  try {
    const { now } = (await client.get('clock')) as { readonly now: string };
    return new Date(now);
  } catch (error) {
    if (error instanceof Refused) return new Date(systemClock().wallNow());
    throw error;
  }
}
