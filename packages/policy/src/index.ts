/** @lockstead/policy: the IAM policy language. Parse, decide, explain. */
export { type CaseAnswer, type CaseDecision, decideCase } from './case/decide-case.ts';
export { type CaseOutcome, type CaseProblem, principalOf, type ReadCase, readCase } from './case/read-case.ts';
export { contextOf } from './context.ts';
export { decide } from './decide/decide.ts';
export { honoursResourceControl, isAlwaysAllowed, isServiceLinkedRole } from './decide/exceptions.ts';
export { ruleFor } from './decide/rule-for.ts';
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
export { matchingSteps } from './match/matching-steps.ts';
export { isPublic } from './match/public-access.ts';
export { denialMessage } from './message/denial-message.ts';
export type {
  ConditionElement,
  Document,
  ParseOutcome,
  PatternList,
  PolicyKind,
  PrincipalElement,
  Problem,
  Qualifier,
  Statement,
  Version,
} from './parse/document.ts';
export { iamRefusal } from './parse/iam-refusal.ts';
export type { Span } from './parse/json.ts';
export { lineAndColumn } from './parse/line-and-column.ts';
export { type ParseOptions, parsePolicy } from './parse/parse-policy.ts';
export {
  type PartialAnswer,
  type PartialMatch,
  PartialPolicies,
  type PartialQuestion,
} from './partial/ask-partly.ts';
export type { Certainty, PartialContext, PartialRequest, ResourceShape } from './partial/partial-request.ts';
export { policyCharacters, policyQuotas } from './quotas.ts';
export type {
  AttachedPolicy,
  ContextValue,
  ControlLevel,
  Decision,
  Layer,
  Layers,
  Matched,
  Principal,
  Request,
  RequestContext,
  ResourcePolicyRule,
  ServiceRule,
  WithoutPolicy,
} from './types.ts';
