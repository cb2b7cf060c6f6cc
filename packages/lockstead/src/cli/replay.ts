/** `lockstead replay`: what would this guardrail stop? Recorded calls, decided again with a proposed policy. */

import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import type { PaperOrganization } from '#organization/paper';
import type { RecordedEvent } from '#replay/event/recorded-event';
import { BadEvents } from '#replay/read/bad-events';
import { eventsIn, findEventFiles } from '#replay/read/event-files';
import { replay as replayEvents } from '#replay/replay';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { OrganizationsCalls } from './org/organizations-calls.ts';
import { readLive } from './org/read-live.ts';
import { Progress } from './progress.ts';
import { historyEvents, startOf } from './replay/history-events.ts';
import { type Outcome, outcomeOf } from './replay/outcome.ts';
import { type Proposed, proposalFlags, proposedIn } from './replay/proposed.ts';
import { markdownReport } from './replay/report-markdown.ts';
import { textReport } from './replay/report-text.ts';
import { keepSpaceForNewObjects } from './replay/steady-memory.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

const eventsFlag = {
  name: 'events',
  value: 'FILES',
  help: 'event files or folders of CloudTrail, .gz too; - is the standard input',
  many: true as const,
};
const sinceFlag = {
  name: 'since',
  value: 'TIME',
  help: 'instead of files: the history of a running server, since P30D or a time',
};
const markdownFlag = { name: 'markdown', help: 'print Markdown, for a pull request' };
const allFlag = { name: 'all', help: 'list every group, not only the most frequent' };

export const replay: Command = {
  name: 'replay',
  summary: 'show what a guardrail would stop, from recorded CloudTrail events',
  words: '[FILES]',
  about: [
    'Reads CloudTrail events (as delivered, as "aws cloudtrail lookup-events" prints them, or one a line) and decides each call again with a service control policy, a resource control policy or a permissions boundary that is not attached yet. With files it needs no server and no account.',
    'A call stops, goes on, or may stop: where that depends on what the events do not carry (tags, for example), the report names it. docs/guide/replay.md says more.',
  ],
  examples: [
    'lockstead replay --scp guardrail.json --events logs/',
    'lockstead replay --scp guardrail.json --events events.json --markdown',
  ],
  exits: {
    0: 'nothing that was used would stop',
    1: 'something would stop, or may',
    2: 'a file or the policy cannot be read',
  },
  flags: [...proposalFlags, eventsFlag, sinceFlag, markdownFlag, allFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(replay, argv);
    if (words.has(jsonFlag.name) && words.has(markdownFlag.name))
      throw new Usage('--json and --markdown say different things.');
    const ofServer = async (): Promise<PaperOrganization | undefined> =>
      await readLive(await OrganizationsCalls.of(adminClient(words, terminal)));
    const hasHistory = words.text(sinceFlag.name) !== undefined;
    const proposed = await proposedIn(words, terminal, hasHistory ? ofServer : undefined);
    const outcome = await orUsage(async () => await tried(proposed, words, terminal));
    print(outcome, words, terminal);
    return outcome.counts.stops + outcome.counts.depends > 0 ? 1 : 0;
  },
};

async function tried(proposed: Proposed, words: Words, terminal: Terminal): Promise<Outcome> {
  keepSpaceForNewObjects();
  const clock = systemClock();
  const since = words.text(sinceFlag.name);
  const names = [...words.list(eventsFlag.name), ...words.words];
  if (since !== undefined && names.length > 0)
    throw new Usage('Events come from files (--events) or from a server (--since).');
  if (since === undefined && names.length === 0)
    throw new Usage(
      '"lockstead replay" takes events: --events FILES, or --since P30D for the history of a running server.',
    );
  if (since !== undefined) {
    const start = startOf(since, clock);
    const client = adminClient(words, terminal);
    return await judged(proposed, new Progress(terminal, clock, 0), 0, () => historyEvents(client, start, clock));
  }
  const { files } = await findEventFiles(names, terminal.workingDirectory);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = new Progress(terminal, clock, total);
  return await judged(proposed, progress, files.length, () => eventsOf(files, terminal, progress));
}

async function judged(
  proposed: Proposed,
  progress: Progress,
  files: number,
  events: () => AsyncIterable<Iterable<RecordedEvent>>,
): Promise<Outcome> {
  try {
    const tallied = await replayEvents(proposed.proposal, events(), (count) =>
      progress.note(`${count.toLocaleString('en-US')} events`),
    );
    return outcomeOf(proposed, tallied, files);
  } finally {
    progress.end();
  }
}

async function* eventsOf(
  files: Awaited<ReturnType<typeof findEventFiles>>['files'],
  { input }: Terminal,
  progress: Progress,
): AsyncGenerator<Iterable<RecordedEvent>> {
  for (const file of files) yield* eventsIn(file, input, (bytes) => progress.add(bytes));
}

async function orUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadEvents)) throw error;
    throw new Usage(`${error.message}.`, { cause: error });
  }
}

function print(outcome: Outcome, words: Words, terminal: Terminal): void {
  if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(outcome)}\n`);
  else if (words.has(markdownFlag.name)) terminal.out(markdownReport(harmlessValue(outcome)));
  else say(terminal, textReport(harmlessValue(outcome), paintFor(terminal), words.has(allFlag.name)));
}
