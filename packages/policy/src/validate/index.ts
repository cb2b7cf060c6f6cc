/**
 * Validation as Access Analyzer's ValidatePolicy does it: `@lockstead/policy/validate`. A door of its own, since it carries the reference data.
 * AWS: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
import { arnStepsMax, findingsMax, policyCharactersMax, suggestionsMax } from '../limits.ts';
import { readJson } from '../parse/json.ts';
import type { PolicyKind } from '../statement.ts';
import type { CheckContext, PolicyCheck, StatementCheck } from './check.ts';
import { checkActions, checkRedundantActions } from './checks/action.ts';
import { checkActionsOnResources } from './checks/action-and-resource.ts';
import { checkAttachment, checkIrrelevantKeys } from './checks/attachment.ts';
import { checkConditions } from './checks/condition.ts';
import { checkKeysOfActions, checkPairedKeys } from './checks/condition-keys.ts';
import { checkConditionWildcards } from './checks/condition-wildcards.ts';
import { checkPassRole, checkServiceLinkedRole } from './checks/dangerous-grants.ts';
import {
  checkDuplicateKeys,
  checkElements,
  checkRedundantStatements,
  checkSids,
  checkSize,
  checkStatementElements,
  checkVersion,
} from './checks/document.ts';
import { checkKnownKeys } from './checks/known-keys.ts';
import { checkClaims, checkServicePrincipalNames, checkVariableNames } from './checks/names.ts';
import { checkPrincipals } from './checks/principal.ts';
import { checkRedundantResources, checkResources } from './checks/resource.ts';
import { checkResourceControl } from './checks/resource-control.ts';
import { checkServicePrincipals } from './checks/service-principals.ts';
import { checkTrust, trustResourceType } from './checks/trust.ts';
import { checkVariables } from './checks/variables.ts';
import { type Finding, type FindingType, findingOf } from './finding.ts';
import { closest } from './suggest.ts';
import { type PolicyNode, policyNode } from './syntax.ts';

export type { PolicyKind } from '../statement.ts';

import { lineAndColumn } from '../parse/line-and-column.ts';

export { lineAndColumn } from '../parse/line-and-column.ts';
export { referenceVersion } from '../reference/reference.ts';
export { type Finding, type FindingType, findingCodes, ownFindingCodes, type Path, retiredCodes } from './finding.ts';

const policyChecks: readonly PolicyCheck[] = [
  checkElements,
  checkDuplicateKeys,
  checkVersion,
  checkSids,
  checkRedundantStatements,
  checkSize,
];

const statementChecks: readonly StatementCheck[] = [
  checkStatementElements,
  checkPrincipals,
  checkActions,
  checkRedundantActions,
  checkResources,
  checkRedundantResources,
  checkActionsOnResources,
  checkVariables,
  checkVariableNames,
  checkConditions,
  checkConditionWildcards,
  checkKeysOfActions,
  checkKnownKeys,
  checkPairedKeys,
  checkPassRole,
  checkServiceLinkedRole,
  checkServicePrincipals,
  checkServicePrincipalNames,
  checkClaims,
  checkAttachment,
  checkIrrelevantKeys,
  checkTrust,
  checkResourceControl,
];

/** What is known of the policy beside its text. */
export interface ValidateOptions {
  /** What a resource's policy is attached to, as CloudFormation names it: `AWS::S3::Bucket`. */
  readonly resourceType?: string;
}

const order: readonly FindingType[] = ['ERROR', 'SECURITY_WARNING', 'WARNING', 'SUGGESTION'];

/** Errors first, then as they stand in the text. Never throws; a text that is not JSON has one finding. */
export function validatePolicy(text: string, kind: PolicyKind, options: ValidateOptions = {}): readonly Finding[] {
  const whole = { path: [], span: { start: 0, end: text.length } };
  if (text.length > policyCharactersMax)
    return [findingOf('JSON_SYNTAX_ERROR', whole, {}, { note: `longer than ${policyCharactersMax} characters` })];
  const json = readJson(text);
  if (!json.ok) {
    const { span, message } = json.fault;
    const { line, column, offset } = lineAndColumn(text, span.start);
    return [findingOf('JSON_SYNTAX_ERROR', { path: [], span }, { index: offset, line, column }, { note: message })];
  }
  if (json.root.kind !== 'object') return [findingOf('DATA_TYPE_MISMATCH', whole, { data_type: 'Object' })];
  const findings: Finding[] = [];
  const policy = policyNode(text, json.root);
  const { resourceType } = options;
  let suggestions = 0;
  let steps = 0;
  const context: CheckContext = {
    kind: kind === 'resource' && isTrust(policy, resourceType) ? 'trust' : kind,
    resourceType,
    policy,
    nearest: (text, names) => (suggestions++ < suggestionsMax ? closest(text, names) : undefined),
    spend: (more) => {
      steps += more;
      return steps <= arnStepsMax;
    },
    report: (code, place, values = {}, more = {}) => {
      if (findings.length < findingsMax) findings.push(findingOf(code, place, values, more));
    },
  };
  for (const check of policyChecks) check(context);
  for (const statement of context.policy.statements) for (const check of statementChecks) check(statement, context);
  return findings.sort(
    (a, b) => order.indexOf(a.findingType) - order.indexOf(b.findingType) || a.span.start - b.span.start,
  );
}

/**
 * A resource's policy that is a role's: said so, or, where nothing is said, about nothing but STS and about no resource.
 * AWS's documented answer to such a policy has the findings of trust policies, and none about a missing Resource.
 */
function isTrust({ statements }: PolicyNode, resourceType: string | undefined): boolean {
  if (resourceType !== undefined) return resourceType === trustResourceType;
  return (
    statements.length > 0 &&
    statements.every(
      ({ resource, principal, action }) =>
        resource === undefined &&
        principal !== undefined &&
        action !== undefined &&
        action.texts.length > 0 &&
        action.texts.every(({ text }) => text.toLowerCase().startsWith('sts:')),
    )
  );
}
