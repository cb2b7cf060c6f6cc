/** A decision as the admin API tells it. */

import type { ContextValue, Explanation, Principal } from '@lockstead/policy';
import type { ServiceReason } from '#kernel/service-reason';

export interface ExplainedDecision {
  readonly requestId: string;
  readonly at: string;
  readonly account: string;
  /** `iam:ListUsers`: what was called. */
  readonly operation: string;
  readonly allowed: boolean;
  /** It went through although it would have been denied (`--enforce audit`). */
  readonly audited: boolean;
  /** Request members that AWS does not know either. */
  readonly ignored?: readonly string[];
  /** By a setting of the service: then no policy denied it. */
  readonly refused?: ExplainedRefusal;
  /** One for each pair of action and resource, up to the first denial. */
  readonly decisions: readonly ExplainedPair[];
}

export interface ExplainedRefusal {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly reasons: readonly ServiceReason[];
  /** With which the service answered. */
  readonly message?: string;
}

export interface ExplainedPair {
  readonly action: string;
  readonly resource: string;
  readonly principal: Principal;
  readonly context: Readonly<Record<string, ContextValue>>;
  /** Why no policy could judge it: then no layer was asked. */
  readonly notKnown?: string;
  /** The settings of the service that had a part in the denial. */
  readonly reasons?: readonly ServiceReason[];
  readonly explanation: Explanation;
}
