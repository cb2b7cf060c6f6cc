/**
 * Which of a document's faults IAM tells: one, and not always the first in the text. It looks at the whole document once for each of these:
 *
 * 1. JSON, elements and their types, `Effect` (in any capitals), operators: "Syntax errors in policy."
 * 2. the version, of managed policies
 * 3. the capitals of `Effect`, values of date operators, ARNs whose parts cannot be read: "The policy failed legacy parsing". Of ARNs only
 *    those are looked at that stand before the first one with a fault of step 6.
 * 4. Sids, and elements that have no place in the document
 * 5. statements without actions, then those without resources
 * 6. resources: their form, partition, service, region and path
 * 7. actions: their prefix and form
 *
 * The order follows from documents with two faults each of which IAM's answer is public: moto's table of 2019 and reports since.
 * Trust policies are read by another part of IAM, which tells the first fault of the first statement that has one, and Sids last.
 */

import type { PolicyKind } from '../statement.ts';
import { awsMessages } from './aws-messages.ts';
import type { Problem } from './document.ts';

const exactSteps: ReadonlyMap<string, number> = new Map([
  [awsMessages.syntax, 1],
  [awsMessages.json, 1],
  [awsMessages.version, 2],
  [awsMessages.legacy, 3],
  [awsMessages.sidUnique, 4],
  [awsMessages.sidCharacters, 4],
  [awsMessages.principal, 4],
  [awsMessages.actions, 5],
  [awsMessages.resources, 5.5],
  [awsMessages.vendor, 7],
  [awsMessages.oneColon, 7],
]);

function stepOf({ awsMessage }: Problem): number {
  return exactSteps.get(awsMessage) ?? (awsMessage.startsWith('Vendor ') ? 7 : 6);
}

/** IAM's sentence for a document that it refuses: of `problems`, as `parsePolicy` lists them with `stored`. */
export function iamRefusal(problems: readonly Problem[], kind: PolicyKind): string {
  if (kind === 'trust') {
    const sids: readonly string[] = [awsMessages.trustSids, awsMessages.sidCharacters];
    const sentence = (problems.find(({ awsMessage }) => !sids.includes(awsMessage)) ?? problems[0])?.awsMessage;
    return sentence === undefined || sentence === awsMessages.syntax ? awsMessages.trustSyntax : sentence;
  }
  let first: Problem | undefined;
  let step = Number.POSITIVE_INFINITY;
  let badForm = false;
  for (const problem of problems) {
    const own = stepOf(problem);
    const isResource = problem.path.includes('Resource');
    if (own === 3 && isResource && badForm) continue;
    if (own === 6 && isResource) badForm = true;
    if (own >= step) continue;
    step = own;
    first = problem;
  }
  return first?.awsMessage ?? awsMessages.syntax;
}
