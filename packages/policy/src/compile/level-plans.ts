/**
 * What the levels of an organization together say about an action, remembered: an account five OUs deep has some thirty policies above it, and
 * most of them do not speak about the action at all. What is left to ask of a request is the denies that name the action, and the allows of
 * those levels that do not allow it whatever the rest of the request is.
 * INVARIANT: what is remembered never answers otherwise than every policy of every level looked at one by one.
 */
import type { AttachedPolicy, ControlLevel } from '../layers.ts';
import { levelPlansMax } from '../limits.ts';
import type { Candidates } from './candidates.ts';

/** Of one policy. */
export interface Denies {
  readonly policy: AttachedPolicy;
  readonly candidates: Candidates;
}

export interface LevelPlan {
  /** From the root down, each level's policies in their order. */
  readonly denies: readonly Denies[];
  /** One of each inner list must allow; a level where nothing could is an empty one. */
  readonly allows: readonly (readonly Candidates[])[];
}

/** Of the levels on the way to one account. */
class LevelPlans {
  readonly #levels: readonly ControlLevel[];
  /** By action, as the request spells it. */
  readonly #plans = new Map<string, LevelPlan>();
  /** Callers come in bursts about one action. */
  #lastAction: string | undefined;
  #lastPlan = allowed;

  constructor(levels: readonly ControlLevel[]) {
    this.#levels = levels;
  }

  of(action: string): LevelPlan {
    if (action === this.#lastAction) return this.#lastPlan;
    let plan = this.#plans.get(action);
    if (plan === undefined) {
      if (this.#plans.size >= levelPlansMax) this.#plans.clear();
      plan = makePlan(this.#levels, action);
      this.#plans.set(action, plan);
    }
    this.#lastAction = action;
    this.#lastPlan = plan;
    return plan;
  }
}

/** Most answers are this one, so it is there once. */
const allowed: LevelPlan = { denies: [], allows: [] };

/** A list of levels is kept by whoever made it, and never changed. */
const remembered = new WeakMap<readonly ControlLevel[], LevelPlans>();

export function levelPlan(levels: readonly ControlLevel[], action: string): LevelPlan {
  let plans = remembered.get(levels);
  if (plans === undefined) {
    plans = new LevelPlans(levels);
    remembered.set(levels, plans);
  }
  return plans.of(action);
}

function makePlan(levels: readonly ControlLevel[], action: string): LevelPlan {
  const denies: Denies[] = [];
  const allows: (readonly Candidates[])[] = [];
  for (const { policies } of levels) {
    const allowing: Candidates[] = [];
    for (const policy of policies) {
      const { deny, allow } = policy.document.program.plan(action);
      if (deny !== undefined) denies.push({ policy, candidates: deny });
      if (allow !== undefined) allowing.push(allow);
    }
    if (!allowing.some((candidates) => candidates.matchesAll)) allows.push(allowing);
  }
  return denies.length === 0 && allows.length === 0 ? allowed : { denies, allows };
}
