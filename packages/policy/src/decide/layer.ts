/** Asks one layer of policies, and writes down where the answer came from. */
import { type Candidates, indexOf, reachOf } from '../compile/candidates.ts';
import { type Denies, levelPlan } from '../compile/level-plans.ts';
import type { Plan } from '../compile/program.ts';
import type { Matched } from '../decision.ts';
import type { AttachedPolicy, ControlLevel, Layer } from '../layers.ts';
import type { Reach } from '../match/principal.ts';
import type { Request } from '../request.ts';

/** What a layer says: `denied` ends everything. */
export type Verdict = 'denied' | 'allowed' | 'silent';

/**
 * Where the last answer came from, read before the next question. Each decision has one of its own, because to read a request's context may
 * itself take a decision.
 */
export interface Hit {
  policy: AttachedPolicy | undefined;
  statement: number;
  /** Of the last allow of a policy with principals. */
  reach: Reach;
}

export function noHit(): Hit {
  return { policy: undefined, statement: -1, reach: 0 };
}

/** The first deny anywhere, else the first allow. */
export function askPolicies(
  policies: readonly AttachedPolicy[],
  request: Request,
  bounded: boolean,
  hit: Hit,
): Verdict {
  let allowing: AttachedPolicy | undefined;
  let statement = -1;
  for (let i = 0; i < policies.length; i++) {
    const policy = policies[i] as AttachedPolicy;
    const plan = policy.document.program.plan(request.action);
    if (denies(plan, policy, request, bounded, hit)) return 'denied';
    if (allowing !== undefined || plan.allow === undefined) continue;
    statement = plan.allow.first(request, bounded);
    if (statement >= 0) allowing = policy;
  }
  if (allowing === undefined) return 'silent';
  hit.policy = allowing;
  hit.statement = statement;
  return 'allowed';
}

/** One policy without principals: a boundary. */
export function askPolicy(policy: AttachedPolicy, request: Request, bounded: boolean, hit: Hit): Verdict {
  const plan = policy.document.program.plan(request.action);
  if (denies(plan, policy, request, bounded, hit)) return 'denied';
  const statement = plan.allow === undefined ? -1 : plan.allow.first(request, bounded);
  if (statement < 0) return 'silent';
  hit.policy = policy;
  hit.statement = statement;
  return 'allowed';
}

/** One policy with principals: among its allows, the one that names the caller most closely. */
export function askResourcePolicy(policy: AttachedPolicy, request: Request, bounded: boolean, hit: Hit): Verdict {
  const plan = policy.document.program.plan(request.action);
  if (denies(plan, policy, request, bounded, hit)) return 'denied';
  if (plan.allow === undefined) return 'silent';
  const closest = plan.allow.closest(request, bounded);
  if (closest < 0) return 'silent';
  hit.policy = policy;
  hit.statement = indexOf(closest);
  hit.reach = reachOf(closest);
  return 'allowed';
}

/** Every level must allow, any policy of a level suffices. No level at all allows nothing. */
export function askLevels(levels: readonly ControlLevel[], request: Request, bounded: boolean, hit: Hit): Verdict {
  if (levels.length === 0) return 'silent';
  const { denies, allows } = levelPlan(levels, request.action);
  for (let i = 0; i < denies.length; i++) {
    const { policy, candidates } = denies[i] as Denies;
    const statement = candidates.first(request, bounded);
    if (statement < 0) continue;
    hit.policy = policy;
    hit.statement = statement;
    return 'denied';
  }
  for (let i = 0; i < allows.length; i++) {
    if (!allowsAny(allows[i] as readonly Candidates[], request, bounded)) return 'silent';
  }
  return 'allowed';
}

function allowsAny(candidates: readonly Candidates[], request: Request, bounded: boolean): boolean {
  for (let i = 0; i < candidates.length; i++) {
    if ((candidates[i] as Candidates).first(request, bounded) >= 0) return true;
  }
  return false;
}

function denies(plan: Plan, policy: AttachedPolicy, request: Request, bounded: boolean, hit: Hit): boolean {
  if (plan.deny === undefined) return false;
  const statement = plan.deny.first(request, bounded);
  if (statement < 0) return false;
  hit.policy = policy;
  hit.statement = statement;
  return true;
}

/** What a decision says of the hit. */
export function matchedIn(layer: Layer, hit: Hit): Matched {
  return matchedBy(layer, hit.policy as AttachedPolicy, hit.statement);
}

function matchedBy(layer: Layer, policy: AttachedPolicy, index: number): Matched {
  const statement = policy.document.statements[index];
  if (statement === undefined) throw new RangeError(`policy ${policy.name} has no statement ${index}`);
  const { effect, sid } = statement;
  if (policy.arn === undefined) {
    return sid === undefined
      ? { layer, policy: policy.name, statement: index, effect }
      : { layer, policy: policy.name, statement: index, sid, effect };
  }
  const { arn, name } = policy;
  return sid === undefined
    ? { layer, policy: name, arn, statement: index, effect }
    : { layer, policy: name, arn, statement: index, sid, effect };
}
