/** The report for a terminal. */
import type { Group } from '#replay/judge/tally';
import type { Paint } from '#terminal/paint';
import { table } from '#terminal/table';
import { calls, exemptions, kindWords, type Outcome, shortTime } from './outcome.ts';

/** Groups that are shown without `--all`. */
const shownMost = 20;

export function textReport(outcome: Outcome, paint: Paint, all: boolean): string {
  const { counts, target, notes } = outcome;
  const whom = target === undefined ? '' : ` on ${target}`;
  const lines = [
    paint.bold(`What would ${question(outcome)}${whom}?`),
    readLine(outcome),
    '',
    ...groupLines(outcome.stops, `${paint.bad('✗')} ${paint.bold(calls(counts.stops))} would stop`, paint, all),
    ...groupLines(
      outcome.depends,
      `${paint.note('?')} ${paint.bold(calls(counts.depends))} may stop: the events do not tell`,
      paint,
      all,
    ),
    `${paint.good('✓')} ${paint.bold(calls(counts.goesOn))} ${counts.goesOn === 1 ? 'goes' : 'go'} on`,
    ...exemptions(outcome).map(([words, count]) => `  ${paint.dim(`not bound: ${calls(count)} ${words}`)}`),
    ...(counts.deniedAlready === 0 ? [] : [`  ${paint.dim(`${calls(counts.deniedAlready)} had been denied already`)}`]),
    ...unknownLines(outcome, paint, all),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => paint.dim(`! ${note}`))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `no-keys.json stop as a service control policy`, `stop without FullAWSAccess` */
function question({ policies, detached, kind }: Outcome): string {
  const without = detached === undefined ? '' : ` without ${detached}`;
  return policies.length === 0 ? `stop${without}` : `${policies.join(', ')} stop as a ${kindWords[kind]}${without}`;
}

function readLine({ counts, accounts, first, last, files }: Outcome): string {
  const source =
    files === 0 ? 'the event history' : `${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}`;
  const span = first === undefined || last === undefined ? '' : `, ${shortTime(first)} to ${shortTime(last)}`;
  const of = accounts.length === 0 ? '' : `, ${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}`;
  const others = counts.notCalls === 0 ? '' : `, ${counts.notCalls.toLocaleString('en-US')} other events`;
  return `${calls(counts.calls)} in ${source}${of}${span}${others}`;
}

function groupLines(groups: readonly Group[], head: string, paint: Paint, all: boolean): readonly string[] {
  if (groups.length === 0) return [];
  const shown = all ? groups : groups.slice(0, shownMost);
  const lines = shown.flatMap((group) => {
    const { principal, action, count, first, last, example, by, dependsOn } = group;
    const when = first === last ? shortTime(first) : `${shortTime(first)} to ${shortTime(last)}`;
    const id = example.eventId === undefined ? '' : `, event ${example.eventId}`;
    return [
      `  ${paint.bold(principal)}`,
      table([['', action, calls(count), when]], { indent: '  ' }).trimEnd(),
      `      ${paint.dim(`${reason(by, dependsOn)}`)}`,
      `      ${paint.dim(`for example ${example.resource} in ${example.region}${id}`)}`,
    ];
  });
  const more = groups.length - shown.length;
  return [head, ...lines, ...(more === 0 ? [] : [`  … and ${more} more groups (--all, --json)`]), ''];
}

/** Why it stops, or what that depends on. */
export function reason(by: Group['by'], dependsOn: Group['dependsOn']): string {
  const statement =
    by === undefined ? '' : `statement ${by.statement}${by.sid === undefined ? '' : ` "${by.sid}"`} of ${by.policy}`;
  if (dependsOn !== undefined) return `depends on ${dependsOn.join(', ')}${by === undefined ? '' : `: ${statement}`}`;
  return by === undefined ? 'nothing in it allows this' : `denied by ${statement}`;
}

function unknownLines({ counts, unknownCalls }: Outcome, paint: Paint, all: boolean): readonly string[] {
  if (counts.unknown === 0) return [];
  const shown = all ? unknownCalls : unknownCalls.slice(0, shownMost);
  const rows = shown.map(({ eventSource, eventName, reason: why, count }) => [
    `${eventSource.replace(/\.amazonaws\.com$/, '')}:${eventName}`,
    calls(count),
    why,
  ]);
  const more = unknownCalls.length - shown.length;
  return [
    '',
    `${paint.note('?')} ${paint.bold(calls(counts.unknown))} could not be judged: it is not known what they ask for`,
    table(rows, { indent: '  ' }).trimEnd(),
    ...(more === 0 ? [] : [`  … and ${more} more (--all, --json)`]),
  ];
}
