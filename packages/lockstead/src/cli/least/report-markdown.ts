/** Least policies for a pull request. */

import type { Result } from '#client/least-result';
import { principalName } from '#least/names';
import { counted, deniedWords, differenceWords, leftWords, proofWords, ruleWords, usedWords } from './sentences.ts';

/** Longer comments are cut by the sites that show them. */
const rowsMost = 50;

export function markdownReport(results: readonly Result[]): string {
  const open = results.filter(({ proved }) => !proved).length;
  const verdict =
    open === 0 ? '✓ all of it passes when it is decided again' : `✗ **${open} would still be denied something**`;
  const rows = results.map((result) => {
    const { offer, proved } = result;
    const statements = offer.documents.reduce((sum, { Statement }) => sum + Statement.length, 0);
    const denied = offer.needs.filter((need) => need.denied).length;
    return `| ${code(nameOf(offer.principal))} | ${statements} | ${denied} | ${offer.wider.length} | ${proved ? '✓' : '✗'} |`;
  });
  return [
    '### Least policies',
    '',
    `Of ${counted(results.length, 'principal')}: ${verdict}.`,
    '',
    '| who | statements | denied until now | wider than used | proved |',
    '|---|---:|---:|---:|---|',
    ...rows,
    '',
    ...results.flatMap(details),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function details(result: Result): readonly string[] {
  const { offer, proof, comparison, notKnown } = result;
  const denied = proof === undefined ? [] : [...proof.uses.denied, ...proof.requests.denied];
  return [
    `<details><summary>${code(offer.principal)}</summary>`,
    '',
    `${usedWords(result)}. ${proofWords(result)}.`,
    '',
    ...offer.documents.flatMap((document) => ['```json', JSON.stringify(document, undefined, 2), '```', '']),
    ...rows('Would still be denied', denied, (denial) => [
      code(denial.action),
      code(denial.resource),
      deniedWords(denial),
    ]),
    ...rows('Wider than what was used', offer.wider, ({ actions, resource, rules, used }) => [
      actions.map(code).join(', '),
      code(resource),
      `${ruleWords(rules)}${used === 0 ? '' : ` (${used} used)`}`,
    ]),
    ...rows(
      'Also needs the policy of the resource, which belongs to another account',
      offer.needs.filter(({ blocked }) => blocked !== undefined),
      ({ action, resource }) => [code(action), code(resource), ''],
    ),
    ...rows('Left out', offer.left, (left) => [code(left.action), code(left.resource), leftWords(left)]),
    ...rows('No policy helps: it is not known what these requests ask for', notKnown, ({ action, reason, times }) => [
      code(action),
      cell(reason),
      counted(times, 'time'),
    ]),
    ...differences(comparison),
    '</details>',
    '',
  ];
}

function differences(comparison: Result['comparison']): readonly string[] {
  if (comparison === undefined || comparison.differences.length === 0) return [];
  const shown = comparison.differences.slice(0, rowsMost).map(differenceWords);
  const more = comparison.differences.length - shown.length;
  return [
    '**Compared with what is attached**',
    '',
    '```diff',
    ...shown,
    '```',
    ...(more > 0 ? [`and ${more} more`] : []),
    '',
  ];
}

function rows<T>(
  title: string,
  all: readonly T[],
  cells: (one: T) => readonly [string, string, string],
): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, rowsMost).map((one) => `| ${cells(one).join(' | ')} |`);
  const more = all.length - shown.length;
  return [`**${title}**`, '', '| | | |', '|---|---|---|', ...shown, ...(more > 0 ? ['', `and ${more} more`] : []), ''];
}

function nameOf(principal: string): string {
  const { kind, name } = principalName(principal);
  return kind === 'root' ? principal : `${kind}/${name}`;
}

function code(text: string): string {
  return `\`${cell(text).replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
