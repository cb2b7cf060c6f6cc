/** The third direction: "when may she". */
import { contextOf } from '../context.ts';
import { decide } from '../decide/decide.ts';
import { explainLayers } from '../explain/explain.ts';
import type { PolicyExplanation } from '../explain/explanation.ts';
import type { AttachedPolicy, Layer, Layers } from '../layers.ts';
import type { Request, RequestContext } from '../request.ts';
import type { ConditionElement, Statement } from '../statement.ts';
import { type Caller, requestOf, ruleOf, type Target } from './questions.ts';
import { isConditional, type Place, readLayers } from './variants.ts';

/** A statement that would count if its conditions held. `resource`: its pattern has variables, which must come out right too. */
export interface ConditionalStatement {
  readonly policy: string;
  readonly target?: string;
  readonly statement: number;
  readonly sid?: string;
  readonly conditions: readonly ConditionElement[];
  readonly resource?: readonly string[];
}

/** Of each layer, and of each level of control policies: one of `anyOf` must hold where it is given, and none of `noneOf`. */
export interface LayerConditions {
  readonly layer: Layer;
  /** The level's. */
  readonly target?: string;
  readonly anyOf?: readonly ConditionalStatement[];
  /** `anyOf` of this layer would do, and so would that of another one: identity and resource in one account. */
  readonly instead?: true;
  readonly noneOf?: readonly ConditionalStatement[];
}

/**
 * - `always`: whatever the context.
 * - `never`: whatever the context.
 * - `conditional`: when `layers` are met. Conditions may contradict each other: `conditional` does not promise that some request is allowed.
 *   INVARIANT: no request is allowed in which a layer is not met.
 */
export interface ConditionsFor {
  readonly answer: 'always' | 'never' | 'conditional';
  readonly layers: readonly LayerConditions[];
  /** What AWS itself asks, whatever policies say: session tokens call IAM with MFA only. */
  readonly caller?: readonly ConditionElement[];
}

const nothing: RequestContext = contextOf({});
/** Policies read generously ask for nothing; AWS's own rules may. */
const withMfa: RequestContext = contextOf({ 'aws:MultiFactorAuthPresent': 'true' });
const mfa: ConditionElement = {
  operator: 'Bool',
  ifExists: false,
  key: 'aws:MultiFactorAuthPresent',
  values: ['true'],
};

/** Under which conditions the caller may do it. The context of caller and target is not asked. */
export function conditionsFor(action: string, target: Target, caller: Caller): ConditionsFor {
  const request: Request = { ...requestOf(caller, action, target), context: withMfa };
  const withoutMfa: Request = { ...request, context: nothing };
  const rule = ruleOf(action, target);
  const { layers } = caller;
  const allows = (asked: Request, given: Layers): boolean => decide(asked, given, rule).effect === 'allow';
  const [generous, strict] = [readLayers(layers, 'generous'), readLayers(layers, 'strict')];
  if (!allows(request, generous)) return { answer: 'never', layers: [] };
  if (allows(withoutMfa, strict)) return { answer: 'always', layers: [] };
  // Denies that might hold: the generous reading has dropped them, the strict one has made them certain.
  const granting = explainLayers(request, generous, rule);
  const denying = explainLayers(request, strict, rule);
  const found: LayerConditions[] = [];
  for (const [i, { layer, policies, verdict }] of granting.entries()) {
    if (verdict === 'notApplicable') continue;
    for (const at of targetsOf(layer, layers)) {
      const place = at === undefined ? { layer } : { layer, target: at };
      const anyOf = matching(policies, 'Allow', place, layers);
      const noneOf = matching(denying[i]?.policies ?? [], 'Deny', place, layers);
      // Needed is what cannot be missing even if all else held.
      const needed = anyOf.length > 0 && !allows(request, readLayers(layers, 'generous', place));
      if (anyOf.length + noneOf.length === 0) continue;
      found.push({
        ...place,
        ...(anyOf.length === 0 ? {} : { anyOf }),
        ...(anyOf.length === 0 || needed ? {} : { instead: true }),
        ...(noneOf.length === 0 ? {} : { noneOf }),
      });
    }
  }
  const answer = { answer: 'conditional' as const, layers: found };
  return allows(withoutMfa, generous) ? answer : { ...answer, caller: [mfa] };
}

/** Control policies are judged level by level; other layers are whole. */
function targetsOf(layer: Layer, layers: Layers): readonly (string | undefined)[] {
  if (layer !== 'serviceControl' && layer !== 'resourceControl') return [undefined];
  return (layers[layer] ?? []).map(({ target }) => target);
}

/** Statements that match as read and wait for something in truth. */
function matching(
  policies: readonly PolicyExplanation[],
  effect: 'Allow' | 'Deny',
  { layer, target }: Place,
  layers: Layers,
): readonly ConditionalStatement[] {
  const documents = policiesAt(layers, layer, target);
  return policies
    .filter((policy) => policy.target === target)
    .flatMap(({ policy, statements }, i) => {
      const document = documents[i]?.document;
      if (document === undefined) return [];
      return statements.flatMap(({ statement: index, effect: its, matches }): ConditionalStatement[] => {
        const statement = document.statements[index];
        if (!matches || its !== effect || statement === undefined) return [];
        if (!isConditional(statement, document.version)) return [];
        const waits = isConditional({ ...statement, conditions: [] }, document.version);
        return [conditionalStatement(policy, target, statement, waits)];
      });
    });
}

function conditionalStatement(
  policy: string,
  target: string | undefined,
  { index, sid, conditions, resource }: Statement,
  waits: boolean,
): ConditionalStatement {
  return {
    policy,
    ...(target === undefined ? {} : { target }),
    statement: index,
    ...(sid === undefined ? {} : { sid }),
    conditions,
    ...(waits && resource !== undefined ? { resource: resource.patterns } : {}),
  };
}

/** In the order in which an explanation lists them. */
function policiesAt(layers: Layers, layer: Layer, target: string | undefined): readonly AttachedPolicy[] {
  switch (layer) {
    case 'identity':
    case 'session':
      return layers[layer] ?? [];
    case 'serviceControl':
    case 'resourceControl':
      return layers[layer]?.find((level) => level.target === target)?.policies ?? [];
    default: {
      const policy = layers[layer];
      return policy === undefined || policy === 'deleted' ? [] : [policy];
    }
  }
}
