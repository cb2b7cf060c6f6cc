/** A report for people, and one for continuous integration. */
import type { Change, Explanation, Mismatch, StatementExplanation } from '../explain/explanation.ts';
import type { AccessReport, AccessResult } from './run-access-tests.ts';

/** Why a test failed, in a few lines; empty for one that passed. */
export function failureText(result: AccessResult): string {
  if (result.passed) return '';
  const { explanation, problems, expected, expectedBy, decision, decidedBy } = result;
  if (explanation === undefined) return problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
  const lines = [
    `${result.action} on ${result.resource}`,
    `  expected ${expected}${expectedBy === undefined ? '' : ` by ${expectedBy}`}, got ${decision} by ${decidedBy}`,
  ];
  if (explanation.message !== undefined) lines.push(`  ${explanation.message}`);
  lines.push(...statementLines(explanation));
  for (const change of explanation.leastChange?.changes ?? []) lines.push(`  would allow it: ${changeText(change)}`);
  return lines.join('\n');
}

/** The statements that matched; where none did, those that missed by one thing. */
function statementLines({ layers }: Explanation): readonly string[] {
  return layers.flatMap(({ layer, policies }) =>
    policies.flatMap(({ policy, statements }) =>
      statements
        .filter((statement) => statement.mismatches.length <= 1)
        .map(
          (statement) => `  ${layer} ${policy}[${statement.statement}] ${statement.effect}: ${verdictText(statement)}`,
        ),
    ),
  );
}

function verdictText({ mismatches }: StatementExplanation): string {
  const [first] = mismatches;
  return first === undefined ? 'matches' : mismatchText(first);
}

function mismatchText(mismatch: Mismatch): string {
  const expected = mismatch.expected.join(', ');
  if (mismatch.kind !== 'condition') return `${mismatch.element} ${expected} does not cover ${mismatch.actual}`;
  const actual = mismatch.actual === null ? 'absent' : [mismatch.actual].flat().join(', ');
  return `${mismatch.operator} ${mismatch.key} ${expected}: it is ${actual} (${mismatch.why})`;
}

function changeText(change: Change): string {
  switch (change.change) {
    case 'removeStatement':
      return `remove statement ${change.by.statement} of ${change.by.policy} (${change.by.layer})`;
    case 'replaceBoundary':
      return `a permissions boundary with ${JSON.stringify(change.statement)}`;
    case 'addStatement':
      return `${change.layer}${change.target === undefined ? '' : ` at ${change.target}`}: ${JSON.stringify(change.statement)}`;
  }
}

/** The XML that continuous integration servers read. */
export function junit(report: AccessReport): string {
  const cases = report.results.map((result) => {
    const open = `    <testcase name="${escaped(result.name)}" classname="${escaped(report.name)}"`;
    if (result.passed) return `${open}/>`;
    const message =
      result.problems.length > 0 ? 'the test cannot be read' : `expected ${result.expected}, got ${result.decision}`;
    return `${open}>\n      <failure message="${escaped(message)}">${escaped(failureText(result))}</failure>\n    </testcase>`;
  });
  const faults = report.problems.map(
    ({ path, message }) =>
      `    <testcase name="${escaped(path)}" classname="${escaped(report.name)}">\n      <error message="${escaped(message)}"/>\n    </testcase>`,
  );
  const total = report.results.length + report.problems.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${escaped(report.name)}" tests="${total}" failures="${report.failed}" errors="${report.problems.length}">`,
    ...cases,
    ...faults,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters have no place in XML 1.0 at all. */
function escaped(text: string): string {
  let safe = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    safe += code < 0x20 && code !== 0x0a && code !== 0x09 ? '\ufffd' : (entities[character] ?? character);
  }
  return safe;
}
