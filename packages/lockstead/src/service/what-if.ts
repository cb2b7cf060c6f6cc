/** Questions about what would be decided, asked without doing it. The gateway answers them, the admin calls ask. */
import type { AttachedPolicy, ContextValue, Decision, Explanation, Principal } from '@lockstead/policy';
import type { ConditionsFor } from '@lockstead/policy/reason';
import type { AccountId } from '#kernel/ids';

export interface AskedRequest {
  /** `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Who owns the resource, where its ARN does not say. */
  readonly resourceAccount?: AccountId;
  /** Condition keys of the request; they win over what follows from the principal, the resource and the time. */
  readonly context: Readonly<Record<string, ContextValue>>;
}

export interface Answered {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** All condition keys that had a value. */
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly explanation: Explanation;
}

/** `arn` of a role stands for every session of it that nothing else limits. */
export interface WhoCan {
  /** Users, roles and the root user of the account that were asked about. */
  readonly asked: number;
  readonly can: readonly { readonly arn: string; readonly by: Extract<Decision, { effect: 'allow' }>['by'] }[];
  /** Those who could in another context, and in which. */
  readonly conditionally: readonly ({ readonly arn: string } & Omit<ConditionsFor, 'answer'>)[];
}

export interface WhatIf {
  /** `principal`: an ARN, the name of a service, or `anonymous`. Undefined: there is none of that name. */
  decide(principal: string, asked: AskedRequest): Promise<Answered | undefined>;
  whoCan(asked: AskedRequest): Promise<WhoCan>;
  /** What is attached to a user or role now, groups' policies too. Undefined: there is none of that name, or policies do not bind it (root). */
  attached(principal: string): Promise<readonly AttachedPolicy[] | undefined>;
  /** Of a user's or role's ARN; see `Proposed`. */
  proposed(principal: string): Promise<Proposed>;
}

/**
 * Decisions by identity policies that nobody has yet. All else is as it is now: boundary, guardrails, the resource's own policy. The root user,
 * whom no policy binds, and who is not there any more are taken for a role of their account that nothing else limits.
 */
export interface Proposed {
  /** As whom decisions are made. */
  readonly principal: Principal;
  decide(asked: AskedRequest, identity: readonly AttachedPolicy[]): Promise<Decision>;
}
