/**
 * How much work a document makes of a request, at most, known before it is done. What asks questions that come from outside, such as a
 * simulation, refuses or divides by it.
 */
import { readOperator } from '../condition/operators.ts';
import { contextKey } from '../match/pattern.ts';
import type { Document } from '../parse/document.ts';
import type { Request } from '../request.ts';

/**
 * Steps of asking every statement of the document about the request once: a comparison of a character or of a word of 32 places is one.
 * A step takes a few nanoseconds. More than is ever needed: a statement is asked no further when its action does not match.
 */
export function matchingSteps({ statements }: Document, { action, resource, context }: Request): number {
  let steps = 0;
  for (const statement of statements) {
    steps += 1;
    for (const pattern of statement.action.patterns) steps += patternSteps(pattern, action.length);
    for (const pattern of statement.resource?.patterns ?? []) steps += patternSteps(pattern, resource.length);
    for (const { operator, key, values } of statement.conditions) {
      const actual = context.get(contextKey(key)) ?? '';
      const literal = readOperator(operator)?.operator.literal === true;
      for (const text of typeof actual === 'string' ? [actual] : actual) {
        for (const value of values) steps += literal ? 1 : patternSteps(value, text.length);
      }
    }
  }
  return steps;
}

/** Only runs with a `?` behind a star cost more than both lengths; a variable may bring as many characters as the text has. */
function patternSteps(pattern: string, length: number): number {
  const plain = 1 + pattern.length + length;
  if (!pattern.includes('?') || !pattern.includes('*')) return plain;
  const run = pattern.includes('$') ? length : Math.min(pattern.length, length);
  return plain + Math.ceil((2 * run * length) / 32);
}
