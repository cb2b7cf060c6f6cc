/** What `@lockstead/policy` says of a case as it stands in JSON. */
import { type CaseAnswer, decideCase, type Explanation, explain, readCase } from '@lockstead/policy';

export type Answer = CaseAnswer;

export const answerCase: (value: unknown) => Answer = decideCase;

/** Adds to the answer what was looked at, and the least change that would allow it. `undefined` for a case that cannot be read. */
export function explainCase(value: unknown): Explanation | undefined {
  const outcome = readCase(value);
  return outcome.ok ? explain(outcome.case.request, outcome.case.layers, outcome.case.rule) : undefined;
}
