/** @lockstead/policy: the IAM policy language. Parse, decide, explain. */
export { type CaseAnswer, type CaseDecision, decideCase } from './case/decide-case.ts';
export { type CaseOutcome, type CaseProblem, principalOf, type ReadCase, readCase } from './case/read-case.ts';
export { contextOf } from './context.ts';
export { decide } from './decide/decide.ts';
export { honoursResourceControl, isAlwaysAllowed, isServiceLinkedRole } from './decide/exceptions.ts';
export { matchingSteps } from './decide/matching-steps.ts';
export { ruleFor } from './decide/rule-for.ts';
export type { Decision, Matched, ServiceRule, WithoutPolicy } from './decision.ts';
export { contextKeysOf, missingContextKeys } from './explain/context-keys.ts';
export { explain, explainLayers } from './explain/explain.ts';
export type {
  Change,
  ConditionFailure,
  Explanation,
  LayerExplanation,
  LeastChange,
  Mismatch,
  PolicyExplanation,
  PolicyStatement,
  StatementExplanation,
} from './explain/explanation.ts';
export type { AttachedPolicy, ControlLevel, Layer, Layers, ResourcePolicyRule } from './layers.ts';
export { principalName } from './match/principal-name.ts';
export { denialMessage } from './message/denial-message.ts';
export type { Document, ParseOutcome, Problem } from './parse/document.ts';
export { iamRefusal } from './parse/iam-refusal.ts';
export { lineAndColumn } from './parse/line-and-column.ts';
export { type ParseOptions, parsePolicy } from './parse/parse-policy.ts';
export {
  type PartialAnswer,
  type PartialMatch,
  PartialPolicies,
  type PartialQuestion,
} from './partial/ask-partly.ts';
export type { Certainty, PartialContext, PartialRequest, ResourceShape } from './partial/partial-request.ts';
export type { PolicyHolder } from './public/fixing-condition.ts';
export { isPublic, type PublicPolicyOptions, type PublicStatement, publicStatements } from './public/public-policy.ts';
export {
  type OpenCondition,
  type OpenPrincipal,
  type PublicReason,
  publicReasonText,
} from './public/public-reason.ts';
export { policyCharacters, policyQuotas } from './quotas.ts';
export type { ContextValue, Principal, Request, RequestContext } from './request.ts';
export type { Span } from './span.ts';
export type {
  ConditionElement,
  PatternList,
  PolicyKind,
  PrincipalElement,
  Qualifier,
  Statement,
  Version,
} from './statement.ts';
