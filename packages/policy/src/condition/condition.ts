/**
 * One line of a Condition element, compiled: an operator, a key, its values.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
import { contextKey, tokenize } from '../match/pattern.ts';
import { type Template, templateOf } from '../match/template.ts';
import type { ContextValue, RequestContext } from '../request.ts';
import type { ConditionElement, Qualifier, Version } from '../statement.ts';
import type { Operator, ValueTest } from './operator.ts';
import { readOperator } from './operators.ts';

export class Condition {
  readonly element: ConditionElement;
  readonly operator: Operator;
  /** As the context is asked for it. */
  readonly key: string;
  readonly #qualifier: Qualifier | undefined;
  readonly #ifExists: boolean;
  readonly #negated: boolean;
  readonly #null: boolean;
  readonly #templates: readonly Template[];
  readonly #tests: readonly ValueTest[];
  /** The values themselves, where comparing is all there is to do (StringEquals without variables). */
  readonly #equals: readonly string[] | undefined;

  constructor(element: ConditionElement, version: Version) {
    const operator = readOperator(element.operator)?.operator;
    if (operator === undefined) throw new RangeError(`no such condition operator: ${element.operator}`);
    this.element = element;
    this.operator = operator;
    this.key = contextKey(element.key);
    this.#qualifier = element.qualifier;
    this.#ifExists = element.ifExists;
    this.#negated = operator.negated;
    this.#null = operator.family === 'Null';
    const variables = operator.variables && version === '2012-10-17';
    this.#templates = element.values.map((value) =>
      templateOf(value, tokenize(value, variables, operator.wildcards).tokens),
    );
    this.#tests = this.#templates.map((template) => operator.compile(template));
    const plain = operator.literal === true && this.#templates.every((template) => template.glob !== undefined);
    this.#equals = plain ? this.#templates.map((template) => template.glob?.head ?? '') : undefined;
  }

  /** The values, for explanations. */
  get templates(): readonly Template[] {
    return this.#templates;
  }

  matches(context: RequestContext): boolean {
    const actual = context.get(this.key);
    if (this.#null) return this.#fits(isAbsent(actual) ? 'true' : 'false', context);
    if (this.#qualifier !== undefined) return this.#matchesSet(actual, context);
    if (actual === undefined || (typeof actual !== 'string' && actual.length === 0))
      return this.#ifExists || this.#negated;
    // AWS DIFFERS? A key with several values needs a set operator: without one the condition does not hold, negated or not.
    if (typeof actual !== 'string') return false;
    return this.#holds(actual, context);
  }

  /** A single value against all of the policy's: any for a positive operator, none for a negated one. */
  #holds(actual: string, context: RequestContext): boolean {
    return this.#fits(actual, context) !== this.#negated;
  }

  #fits(actual: string, context: RequestContext): boolean {
    const equals = this.#equals;
    if (equals !== undefined) {
      for (let i = 0; i < equals.length; i++) if (equals[i] === actual) return true;
      return false;
    }
    const tests = this.#tests;
    for (let i = 0; i < tests.length; i++) if ((tests[i] as ValueTest)(actual, context)) return true;
    return false;
  }

  #matchesSet(actual: ContextValue | undefined, context: RequestContext): boolean {
    const all = this.#qualifier === 'ForAllValues';
    // The empty string is an empty set to AWS. IfExists speaks of each value in turn: of none it says nothing.
    if (isAbsent(actual) || actual === '') return all;
    if (typeof actual === 'string') return this.#holds(actual, context);
    for (const value of actual as readonly string[]) if (this.#holds(value, context) !== all) return !all;
    return all;
  }
}

/** A key whose set of values is empty counts as not there. */
function isAbsent(actual: ContextValue | undefined): boolean {
  return actual === undefined || (typeof actual !== 'string' && actual.length === 0);
}
