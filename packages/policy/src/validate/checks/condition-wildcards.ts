/**
 * Patterns as condition values: those that match everything or nothing, and those that open keys that must not be opened.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive
 */
import { tokenize } from '../../match/pattern.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode } from '../syntax.ts';

export const checkConditionWildcards: StatementCheck = ({ conditions }, context) => {
  for (const condition of conditions) {
    if (condition.name?.operator.wildcards !== true) continue;
    checkEverything(condition, context);
    checkOpenKeys(condition, context);
  }
};

/**
 * A star among the values makes a condition ask whether the key is there, or nothing at all.
 * INVARIANT: each of the four says what the engine decides (tests/validate-equivalence.test.ts).
 */
function checkEverything({ key, operator, name, values, ...place }: ConditionNode, { report }: CheckContext): void {
  const star = values.find(({ text }) => text !== '' && [...text].every((character) => character === '*'));
  // An ARN operator takes a star for no ARN at all.
  if (star === undefined || name === undefined || name.operator.family !== 'String') return;
  const { qualifier, ifExists } = name;
  const { negated } = name.operator;
  // ForAnyValue needs a value even with IfExists.
  const any = qualifier === 'ForAnyValue';
  const code = negated
    ? any
      ? 'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION'
      : 'EQUIVALENT_TO_NULL_TRUE'
    : (ifExists && !any) || qualifier === 'ForAllValues'
      ? 'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION'
      : 'EQUIVALENT_TO_NULL_FALSE';
  report(code, place, { key, operator, recommendedKey: key }, { also: [star] });
}

const sensitiveKeys: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
]);

/** Variables that nobody fills with a wildcard: what AWS itself says of accounts and organizations. */
const plainVariables: ReadonlySet<string> = new Set([
  ...sensitiveKeys,
  'aws:principalorgpaths',
  'aws:resourceorgpaths',
]);

/**
 * AWS DIFFERS? It also refuses other keys a wildcard or variable with fewer than six characters before it, and does not say which keys;
 * and it may refuse every variable, though its own policies compare aws:ResourceAccount with the caller's account by one.
 */
function checkOpenKeys({ key, values }: ConditionNode, { policy, report }: CheckContext): void {
  const lower = key.toLowerCase();
  const sensitive = sensitiveKeys.has(lower);
  if (!sensitive && lower !== 'aws:userid') return;
  for (const value of values) {
    const { tokens } = tokenize(value.text, policy.version === '2012-10-17', true);
    const variable = tokens.some((token) => token.kind === 'variable' && !plainVariables.has(token.variable.key));
    const wildcard = tokens.some((token) => token.kind === 'star' || token.kind === 'question');
    if (sensitive && wildcard) report('WILDCARD_USAGE_TOO_PERMISSIVE', value, { key });
    else if (sensitive && variable) report('VARIABLE_USAGE_TOO_PERMISSIVE', value, { key });
    else if (!sensitive && wildcard && !isBoundUserId(value.text)) report('WILDCARD_USAGE_TOO_PERMISSIVE', value);
    else if (!sensitive && variable && !isBoundUserId(value.text)) report('VARIABLE_USAGE_TOO_PERMISSIVE', value);
  }
}

/** `AROAEXAMPLE:*` is every session of one role, `*:name` one session name; what else is open may be anybody. */
function isBoundUserId(text: string): boolean {
  // The colon inside of a variable's name is none.
  const shown = text.replaceAll(/\$\{[^}]*\}/g, '*');
  const colon = shown.indexOf(':');
  if (colon < 0) return false;
  const id = shown.slice(0, colon);
  return id === '*' || !hasWildcard(id);
}
