/** Questions in the other directions, and what a change changes: `@lockstead/policy/reason`. */
export { classesOf, type TextClass } from './classes.ts';
export {
  type ConditionalStatement,
  type ConditionsFor,
  conditionsFor,
  type LayerConditions,
} from './conditions-for.ts';
export { type Difference, type PolicyDiff, type PolicyDiffOptions, policyDiff } from './policy-diff.ts';
export { actionsAllowed, type Caller, type Target, type WhoCanAnswer, whoCan } from './questions.ts';
