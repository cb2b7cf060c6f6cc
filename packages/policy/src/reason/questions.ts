/** The other directions: not "may she", but "what may she" and "who may". */
import { contextOf } from '../context.ts';
import { decide } from '../decide/decide.ts';
import { ruleFor } from '../decide/rule-for.ts';
import type { Decision } from '../decision.ts';
import type { Layers, ResourcePolicyRule } from '../layers.ts';
import type { Principal, Request, RequestContext } from '../request.ts';

/** Somebody who may ask, with the policies that speak about the request when he does. */
export interface Caller {
  readonly principal: Principal;
  readonly layers: Layers;
  /** His own context, before the question's. */
  readonly context?: RequestContext;
}

/** What is asked about: a resource, and what is known of the request. */
export interface Target {
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
  /** Absent: as `ruleFor` has it for the action and the resource. */
  readonly rule?: ResourcePolicyRule;
}

const nothing: RequestContext = contextOf({});

/** Which of `actions` the caller may do to the resource now. `allActions` of `@lockstead/policy/reference` lists a service's. */
export function actionsAllowed(caller: Caller, target: Target, actions: Iterable<string>): readonly string[] {
  const allowed: string[] = [];
  for (const action of actions)
    if (decide(requestOf(caller, action, target), caller.layers, ruleOf(action, target)).effect === 'allow')
      allowed.push(action);
  return allowed;
}

/** One caller who may, and what grants it. */
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
    const decision = decide(requestOf(caller, action, target), caller.layers, ruleOf(action, target));
    if (decision.effect === 'allow') found.push({ caller, decision });
  }
  return found;
}

export function ruleOf(action: string, { rule, resource }: Target): ResourcePolicyRule {
  return rule ?? ruleFor(action, resource);
}

/** The caller's context, then the target's. */
export function requestOf({ principal, context }: Caller, action: string, target: Target): Request {
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
