/** Least policies for a person at a terminal. */

import type { Result } from '#client/least-result';
import type { Paint } from '#terminal/paint';
import { table } from '#terminal/table';
import { deniedWords, differenceWords, leftWords, proofWords, ruleWords, usedWords } from './sentences.ts';

const rowsMost = 20;

export function textReport(results: readonly Result[], paint: Paint): string {
  return results.map((result) => reportOf(result, paint)).join('\n\n');
}

function reportOf(result: Result, paint: Paint): string {
  const { offer, proof, proved, comparison, notKnown } = result;
  const denied = proof === undefined ? [] : [...proof.uses.denied, ...proof.requests.denied];
  const differences = comparison?.differences ?? [];
  const lines = [
    paint.bold(offer.principal),
    `  ${usedWords(result)}.`,
    `  ${proved ? paint.good('✓') : paint.bad('✗')} Decided again under this policy: ${proofWords(result)}.`,
    '',
    ...(offer.documents.length === 0
      ? ['  It needs no permission of its own.']
      : offer.documents.map((document) => JSON.stringify(document, undefined, 2))),
    ...section('Would still be denied', denied, (denial) => [
      denial.action,
      denial.resource,
      `${deniedWords(denial)}${denial.at === undefined ? '' : ` (asked for at ${denial.at})`}`,
    ]),
    ...section('Wider than what was used', offer.wider, ({ actions, resource, used, examples, rules }) => [
      actions.join(', '),
      resource,
      `${ruleWords(rules)}${used === 0 ? '' : `; ${used} used: ${examples.join(', ')}${used > examples.length ? ' …' : ''}`}`,
    ]),
    ...section(
      'Also needs the policy of the resource, which belongs to another account',
      offer.needs.filter(({ blocked }) => blocked !== undefined),
      ({ action, resource }) => [action, resource],
    ),
    ...section('Left out', offer.left, (left) => [left.action, left.resource, leftWords(left)]),
    ...section(
      'No policy helps: it is not known what these requests ask for',
      notKnown,
      ({ action, reason, times }) => [action, reason, `${times} times`],
    ),
    ...section('Compared with what is attached', differences, (difference) => [differenceWords(difference)]),
    ...(comparison?.complete === false
      ? ['  There may be more differences: the policies were too large to compare wholly.']
      : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section<T>(title: string, rows: readonly T[], cells: (row: T) => readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, rowsMost);
  const more = rows.length - shown.length;
  return [
    '',
    `  ${title}`,
    ...table(shown.map(cells), { indent: '    ' }).trimEnd().split('\n'),
    ...(more > 0 ? [`    and ${more} more; --json shows them.`] : []),
  ];
}
