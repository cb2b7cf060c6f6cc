/** `lockstead events`: the event history as lines, oldest first, and what comes after it. */
import { setTimeout as pause } from 'node:timers/promises';
import { adminClient } from '#client/admin-client';
import { callAws, keysFor } from '#client/aws-call';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessLine, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { EventTail, type HistoryEvent } from './events/event-tail.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from './words.ts';

const lookupEvents = {
  signingName: 'cloudtrail',
  target: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
};
/** As LookupEvents names them. */
const attributes = [
  ...['AccessKeyId', 'EventId', 'EventName', 'EventSource'],
  ...['ReadOnly', 'ResourceName', 'ResourceType', 'Username'],
] as const;
const usualCount = 50;
const countMax = 100_000;
const lookEveryMs = 1000;

const followFlag = { name: 'follow', help: 'go on with each new event, until interrupted' };
const filterFlag = {
  name: 'filter',
  value: 'NAME=VALUE',
  help: `only events whose attribute has this value: ${attributes.join(', ')}`,
};
const sinceFlag = { name: 'since', value: 'TIME', help: 'only events since this time, in ISO 8601' };
const countFlag = { name: 'count', value: 'N', help: `show the newest N events (${usualCount})` };

export const events: Command = {
  name: 'events',
  summary: 'show the event history as lines or NDJSON, and follow it',
  about: [
    'Shows what LookupEvents returns: management events of one region (that of the server, or AWS_REGION). Events of IAM are in us-east-1. With --json each line is an event as CloudTrail records it, for tools that read a pipe.',
    'The look-ups of this command are events too. It does not show them.',
  ],
  examples: ['lockstead events --follow', 'lockstead events --filter EventName=CreateUser --json'],
  exits: { 0: 'shown', 2: 'the events cannot be read' },
  flags: [followFlag, filterFlag, sinceFlag, countFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(events, argv);
    noWords(events, words);
    const filter = filterOf(words);
    const since = sinceOf(words);
    const count = countOf(words);
    const client = adminClient(words, terminal);
    const keys = await keysFor(client);
    const tail = new EventTail({ filter, since, count, ask: (input) => callAws(client, keys, lookupEvents, input) });
    const show = shownIn(words, terminal);
    for (const event of await tail.first()) show(event);
    while (words.has(followFlag.name)) {
      await pause(lookEveryMs);
      for (const event of await tail.next()) show(event);
    }
    return 0;
  },
};

function shownIn(words: Words, terminal: Terminal): (event: HistoryEvent) => void {
  if (words.has(jsonFlag.name)) return ({ record }) => terminal.out(`${record}\n`);
  const paint = paintFor(terminal);
  return (event) => terminal.out(`${lineOf(event, paint)}\n`);
}

function lineOf({ at, who, source, name, errorCode, resources }: HistoryEvent, paint: Paint): string {
  const outcome = errorCode === undefined ? paint.good('ok') : paint.bad(harmlessLine(errorCode));
  const what = `${harmlessLine(source).replace(/\.amazonaws\.com$/, '')}:${harmlessLine(name)}`;
  const on = resources.length === 0 ? '' : `  ${paint.dim(harmlessLine(resources.join(' ')))}`;
  return `${paint.dim(at)}  ${harmlessLine(who)}  ${paint.bold(what)}  ${outcome}${on}`;
}

function filterOf(words: Words): { readonly AttributeKey: string; readonly AttributeValue: string } | undefined {
  const text = words.text(filterFlag.name);
  if (text === undefined) return undefined;
  const at = text.indexOf('=');
  const key = attributes.find((known) => known.toLowerCase() === text.slice(0, at).toLowerCase());
  if (at < 1 || at === text.length - 1 || key === undefined)
    throw new Usage(`--filter ${text}: it takes NAME=VALUE, where NAME is one of ${attributes.join(', ')}.`);
  return { AttributeKey: key, AttributeValue: text.slice(at + 1) };
}

/** In seconds since 1970, as JSON 1.1 has times. */
function sinceOf(words: Words): number | undefined {
  const text = words.text(sinceFlag.name);
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Usage(`--since ${text}: it takes a time such as 2027-01-01T00:00:00Z.`);
  return ms / 1000;
}

function countOf(words: Words): number {
  const text = words.text(countFlag.name);
  if (text === undefined) return usualCount;
  const count = Number(text);
  if (!/^\d{1,6}$/.test(text) || count > countMax)
    throw new Usage(`--count ${text}: it takes a number from 0 to ${countMax}.`);
  return count;
}
