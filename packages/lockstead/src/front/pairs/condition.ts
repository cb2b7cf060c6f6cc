/** When a pair is asked for: `Tags` (given), `!Tags` (not given), `Publish == true`, `Statement|partiqlVerb == Select`. */
import { type Expression, evaluateExpression, parseExpression, reach, type Scope } from './expression.ts';

export interface Condition {
  readonly negated: boolean;
  readonly expression: Expression;
  readonly equals?: string;
}

const parsed: Map<string, Condition> = new Map();

/** @throws TypeError for what is no condition. */
export function conditionOf(text: string): Condition {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const negated = text.startsWith('!');
  const [left = '', right] = (negated ? text.slice(1) : text).split(' == ');
  const condition = { negated, expression: parseExpression(left), ...(right === undefined ? {} : { equals: right }) };
  parsed.set(text, condition);
  return condition;
}

export function holds({ negated, expression, equals }: Condition, scope: Scope): boolean {
  const met =
    equals === undefined ? isGiven(expression, scope) : evaluateExpression(expression, scope).includes(equals);
  return met !== negated;
}

/** Empty lists, maps and texts are not given; a structure is, also an empty one of a list. */
function isGiven({ choices }: Expression, scope: Scope): boolean {
  return choices.some(({ source, functions }) => {
    if (functions.length > 0 || !('from' in source)) {
      return evaluateExpression({ text: '', choices: [{ source, functions }] }, scope).length > 0;
    }
    return reach(source.from === 'each' ? scope.each : scope.input, source.steps).some(hasContent);
  });
}

function hasContent(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (value instanceof Uint8Array) return value.length > 0;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}
