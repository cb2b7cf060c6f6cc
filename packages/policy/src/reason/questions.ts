/**
 * The other directions: not "may she", but "what may she", "who may", and "when may she".
 */
import { contextOf } from '../context.ts';
import { decide } from '../decide/decide.ts';
import { explainLayers } from '../explain/explain.ts';
import type { LayerExplanation } from '../explain/explanation.ts';
import type { ConditionElement } from '../parse/document.ts';
import type {
  AttachedPolicy,
  Decision,
  Layer,
  Layers,
  Principal,
  Request,
  RequestContext,
  ResourcePolicyRule,
} from '../types.ts';
import { isConditional, readLayers } from './variants.ts';

/** Somebody who may ask, with the policies that speak about the request when he does. */
export interface Caller {
  readonly principal: Principal;
  readonly layers: Layers;
  /** His own context, before the question's. */
  readonly context?: RequestContext;
}

export interface Target {
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
  readonly rule?: ResourcePolicyRule;
}

const nothing: RequestContext = contextOf({});

/** Which of `actions` the caller may do to the resource now. `allActions` of `@lockstead/policy/reference` lists a service's. */
export function actionsAllowed(caller: Caller, target: Target, actions: Iterable<string>): readonly string[] {
  const allowed: string[] = [];
  for (const action of actions)
    if (decide(requestOf(caller, action, target), caller.layers, target.rule).effect === 'allow') allowed.push(action);
  return allowed;
}

export interface WhoCanAnswer<Who extends Caller> {
  readonly caller: Who;
  readonly decision: Extract<Decision, { effect: 'allow' }>;
}

/** Who of `callers` may do it now, and what grants it. */
export function whoCan<Who extends Caller>(
  action: string,
  target: Target,
  callers: Iterable<Who>,
): readonly WhoCanAnswer<Who>[] {
  const found: WhoCanAnswer<Who>[] = [];
  for (const caller of callers) {
    const decision = decide(requestOf(caller, action, target), caller.layers, target.rule);
    if (decision.effect === 'allow') found.push({ caller, decision });
  }
  return found;
}

/** The caller's context, then the target's. */
function requestOf({ principal, context }: Caller, action: string, target: Target): Request {
  const { resource, resourceAccount, context: more } = target;
  const merged =
    context === undefined
      ? (more ?? nothing)
      : more === undefined
        ? context
        : { get: (key: string) => context.get(key) ?? more.get(key) };
  const request = { principal, action, resource, context: merged };
  return resourceAccount === undefined ? request : { ...request, resourceAccount };
}

/** A statement that would count if its conditions held. `resource`: its pattern has variables, which must come out right too. */
export interface ConditionalStatement {
  readonly policy: string;
  readonly target?: string;
  readonly statement: number;
  readonly sid?: string;
  readonly conditions: readonly ConditionElement[];
  readonly resource?: readonly string[];
}

/** Of each layer: one of `anyOf` must hold where it is given, and none of `noneOf`. */
export interface LayerConditions {
  readonly layer: Layer;
  readonly anyOf?: readonly ConditionalStatement[];
  readonly noneOf?: readonly ConditionalStatement[];
}

/**
 * - `always`: whatever the context.
 * - `never`: whatever the context.
 * - `conditional`: when `layers` are met. Conditions may contradict each other: `conditional` does not promise that some request is allowed.
 */
export interface ConditionsFor {
  readonly answer: 'always' | 'never' | 'conditional';
  readonly layers: readonly LayerConditions[];
}

/** Under which conditions the caller may do it. The context of caller and target is not asked. */
export function conditionsFor(action: string, target: Target, caller: Caller): ConditionsFor {
  const request: Request = { ...requestOf(caller, action, target), context: nothing };
  const { layers } = caller;
  const [generous, strict] = [readLayers(layers, 'generous'), readLayers(layers, 'strict')];
  if (decide(request, generous, target.rule).effect === 'deny') return { answer: 'never', layers: [] };
  if (decide(request, strict, target.rule).effect === 'allow') return { answer: 'always', layers: [] };
  // Denies that might hold: the generous reading has dropped them, the strict one has made them certain.
  const granting = explainLayers(request, generous, target.rule ?? 'optional');
  const denying = explainLayers(request, strict, target.rule ?? 'optional');
  const found: LayerConditions[] = [];
  for (const [i, { layer, policies, verdict }] of granting.entries()) {
    if (verdict === 'notApplicable') continue;
    const allows = matching(policies, 'Allow', layer, layers);
    const denies = matching(denying[i]?.policies ?? [], 'Deny', layer, layers).filter(
      (each) => each.conditions.length > 0 || each.resource !== undefined,
    );
    const certain = allows.some((each) => each.conditions.length === 0 && each.resource === undefined);
    const conditions = {
      layer,
      ...(certain || allows.length === 0 ? {} : { anyOf: allows }),
      ...(denies.length === 0 ? {} : { noneOf: denies }),
    };
    if (conditions.anyOf !== undefined || conditions.noneOf !== undefined) found.push(conditions);
  }
  return { answer: 'conditional', layers: found };
}

function matching(
  policies: LayerExplanation['policies'],
  effect: 'Allow' | 'Deny',
  layer: Layer,
  layers: Layers,
): readonly ConditionalStatement[] {
  return policies.flatMap((each) => {
    const policy = policyNamed(layers, layer, each.policy, each.target);
    if (policy === undefined) return [];
    return each.statements.flatMap(({ statement: index, effect: its, matches }): ConditionalStatement[] => {
      const statement = policy.document.statements[index];
      if (!matches || its !== effect || statement === undefined) return [];
      const { conditions, sid, resource } = statement;
      const waits = isConditional({ ...statement, conditions: [] }, policy.document.version);
      return [
        {
          policy: each.policy,
          ...(each.target === undefined ? {} : { target: each.target }),
          statement: index,
          ...(sid === undefined ? {} : { sid }),
          conditions,
          ...(waits && resource !== undefined ? { resource: resource.patterns } : {}),
        },
      ];
    });
  });
}

function policyNamed(
  layers: Layers,
  layer: Layer,
  name: string,
  target: string | undefined,
): AttachedPolicy | undefined {
  switch (layer) {
    case 'identity':
    case 'session':
      return layers[layer]?.find((policy) => policy.name === name);
    case 'serviceControl':
    case 'resourceControl':
      return layers[layer]?.find((level) => level.target === target)?.policies.find((policy) => policy.name === name);
    case 'permissionsBoundary':
      return layers.permissionsBoundary === 'deleted' ? undefined : layers.permissionsBoundary;
    default:
      return layers[layer];
  }
}
