/** One statement against one request: everything that keeps it from matching. Slow and complete where the decision is quick and lazy. */
import type { CompiledStatement } from '../compile/compiled-statement.ts';
import type { Condition } from '../condition/condition.ts';
import { reachAccount, reachRole } from '../match/principal.ts';
import { principalName } from '../match/principal-name.ts';
import { resolve } from '../match/template.ts';
import type { Request } from '../request.ts';
import type { PrincipalElement } from '../statement.ts';
import type { ConditionFailure, Mismatch, StatementExplanation } from './explanation.ts';

export function explainStatement(
  compiled: CompiledStatement,
  request: Request,
  bounded: boolean,
): StatementExplanation {
  const { statement } = compiled;
  const { action, resource, principal, sid } = statement;
  const mismatches: Mismatch[] = [];
  if (!compiled.matchesAction(request.action.toLowerCase())) {
    mismatches.push({
      kind: 'action',
      actual: request.action,
      element: action.negated ? 'NotAction' : 'Action',
      expected: action.patterns,
    });
  }
  if (resource !== undefined && !compiled.matchesResource(request.resource, request.context)) {
    mismatches.push({
      kind: 'resource',
      actual: request.resource,
      element: resource.negated ? 'NotResource' : 'Resource',
      expected: resource.patterns,
    });
  }
  const reach = compiled.principal?.reach(request.principal, compiled.denies, bounded);
  if (reach === 0 && principal !== undefined) {
    const element = principal.negated ? 'NotPrincipal' : 'Principal';
    mismatches.push({
      kind: 'principal',
      actual: principalName(request.principal),
      element,
      expected: principalNames(principal),
    });
  }
  for (const condition of compiled.conditions)
    if (!condition.matches(request.context)) mismatches.push(conditionMismatch(condition, request));
  const matches = mismatches.length === 0;
  const named =
    reach === undefined || !matches || compiled.denies
      ? undefined
      : reach === reachAccount
        ? 'account'
        : reach === reachRole
          ? 'role'
          : 'caller';
  return {
    statement: statement.index,
    ...(sid === undefined ? {} : { sid }),
    effect: statement.effect,
    matches,
    mismatches,
    ...(named === undefined ? {} : { names: named }),
  };
}

function conditionMismatch(condition: Condition, { context }: Request): Mismatch {
  const { element, operator, key } = condition;
  const actual = context.get(key) ?? null;
  const qualifier = element.qualifier === undefined ? '' : `${element.qualifier}:`;
  return {
    kind: 'condition',
    operator: `${qualifier}${element.operator}${element.ifExists ? 'IfExists' : ''}`,
    key: element.key,
    expected: element.values,
    actual,
    why: failureOf(
      condition,
      context.get(key) === undefined,
      actual !== null && typeof actual !== 'string',
      operator.family === 'Null',
    ),
  };

  function failureOf(failed: Condition, absent: boolean, several: boolean, isNull: boolean): ConditionFailure {
    if (isNull) return absent ? 'keyAbsent' : 'keyPresent';
    // A negated operator passes by what has no value: one that fails has met a value that fits.
    const waiting =
      !failed.operator.negated &&
      failed.templates.some((template) => template.glob === undefined && resolve(template, context) === undefined);
    if (waiting) return 'variableAbsent';
    if (absent) return 'keyAbsent';
    if (several && failed.element.qualifier === undefined) return 'setOperatorMissing';
    return failed.operator.negated ? 'aValueMatches' : 'noValueMatches';
  }
}

function principalNames(element: PrincipalElement): readonly string[] {
  return [
    ...(element.anyone ? ['*'] : []),
    ...element.aws,
    ...element.service,
    ...element.federated,
    ...element.canonicalUser,
  ];
}
