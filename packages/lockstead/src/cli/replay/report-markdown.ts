/** The report for a pull request. */
import type { Group } from '#replay/judge/tally';
import { calls, exemptions, kindWords, type Outcome, shortTime } from './outcome.ts';
import { reason } from './report-text.ts';

/** Longer comments are cut by the sites that show them. */
const rowsMost = 100;

export function markdownReport(outcome: Outcome): string {
  const { counts, kind, policies, target, detached, stops, depends, unknownCalls, accounts, first, last, notes } =
    outcome;
  const verdict =
    counts.stops > 0
      ? `✗ **${calls(counts.stops)} would stop**`
      : counts.depends > 0
        ? `? **${calls(counts.depends)} may stop**`
        : '✓ **nothing that was used would stop**';
  const without = detached === undefined ? '' : `${policies.length === 0 ? 'W' : ' w'}ithout ${code(detached)}`;
  const when = first === undefined || last === undefined ? '' : `, ${shortTime(first)} to ${shortTime(last)}`;
  const lines = [
    `### ${policies.length === 0 ? '' : `${code(policies.join(', '))} as a ${kindWords[kind]}`}${without}${target === undefined ? '' : ` on ${code(target)}`}`,
    '',
    `${verdict}. ${calls(counts.calls)} of ${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'} were tried${when}.`,
    '',
    ...groupTable('Would stop', stops),
    ...groupTable('May stop: the events do not tell', depends),
    `| | calls |`,
    `|---|---:|`,
    `| would stop | ${counts.stops} |`,
    `| may stop | ${counts.depends} |`,
    `| go on | ${counts.goesOn} |`,
    ...exemptions(outcome).map(([words, count]) => `| not bound: ${words} | ${count} |`),
    `| denied already | ${counts.deniedAlready} |`,
    `| not judged | ${counts.unknown} |`,
    '',
    ...(unknownCalls.length === 0
      ? []
      : [
          `Not judged, because it is not known what they ask for: ${unknownCalls
            .slice(0, rowsMost)
            .map(({ eventSource, eventName, count }) => `${code(`${eventSource} ${eventName}`)} (${count})`)
            .join(', ')}.`,
          '',
        ]),
    ...notes.map((note) => `> ${cell(note)}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function groupTable(title: string, groups: readonly Group[]): readonly string[] {
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, rowsMost)
    .map(
      ({ principal, action, count, last, example, by, dependsOn }) =>
        `| ${code(principal)} | ${code(action)} | ${count} | ${shortTime(last)} | ${code(example.resource)} | ${cell(reason(by, dependsOn))} |`,
    );
  const more = groups.length - rows.length;
  return [
    `**${title}**`,
    '',
    '| who | action | calls | last | for example | why |',
    '|---|---|---:|---|---|---|',
    ...rows,
    ...(more > 0 ? [`| and ${more} more | | | | | |`] : []),
    '',
  ];
}

/** What others wrote must not end the cell, and must not be read as Markdown or HTML. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** As code: only backticks and bars matter there. */
function code(text: string): string {
  return `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
