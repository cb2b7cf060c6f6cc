/** Why a decision fell as it did: a plain value, ready for JSON. */

import type { Decision, Matched, WithoutPolicy } from '../decision.ts';
import type { AttachedPolicy, Layer } from '../layers.ts';
import type { ContextValue } from '../request.ts';

/** Why one statement does not apply, with what failed. `absent` values are left out of JSON: `actual` is null then. */
export type Mismatch =
  | {
      readonly kind: 'action';
      readonly actual: string;
      readonly element: 'Action' | 'NotAction';
      readonly expected: readonly string[];
    }
  | {
      readonly kind: 'resource';
      readonly actual: string;
      readonly element: 'Resource' | 'NotResource';
      readonly expected: readonly string[];
    }
  | {
      readonly kind: 'principal';
      readonly actual: string;
      readonly element: 'Principal' | 'NotPrincipal';
      readonly expected: readonly string[];
    }
  | {
      readonly kind: 'condition';
      /** With qualifier and IfExists: `ForAnyValue:StringLike`. */
      readonly operator: string;
      readonly key: string;
      readonly expected: readonly string[];
      readonly actual: ContextValue | null;
      readonly why: ConditionFailure;
    };

/**
 * - `keyAbsent`: the request does not have the key.
 * - `keyPresent`: a Null condition wants it absent.
 * - `noValueMatches`: positive operator, none of the policy's values fits.
 * - `aValueMatches`: negated operator, one of the policy's values fits.
 * - `setOperatorMissing`: the key has several values and the condition no ForAllValues or ForAnyValue.
 * - `variableAbsent`: a policy variable in the value has no value in the request.
 */
export type ConditionFailure =
  | 'keyAbsent'
  | 'keyPresent'
  | 'noValueMatches'
  | 'aValueMatches'
  | 'setOperatorMissing'
  | 'variableAbsent';

/** Whether one statement fits the request; `statement` is its place in the document, from 0. */
export interface StatementExplanation {
  readonly statement: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly matches: boolean;
  /** Empty when it matches; all that failed, not only the first. */
  readonly mismatches: readonly Mismatch[];
  /** For an Allow with principals that matches: how closely it names the caller. */
  readonly names?: 'account' | 'role' | 'caller';
}

/** One policy of a layer. `via` is the group through which a user has it. */
export interface PolicyExplanation {
  readonly policy: string;
  readonly arn?: string;
  readonly via?: string;
  /** The organization's root, unit or account where a control policy is attached. */
  readonly target?: string;
  readonly statements: readonly StatementExplanation[];
}

/** What one layer said, with all its policies. */
export interface LayerExplanation {
  readonly layer: Layer;
  /** `notApplicable`: the layer does not exist for this caller, or AWS exempts him from it. */
  readonly verdict: 'notApplicable' | 'explicitDeny' | 'allow' | 'implicitDeny';
  readonly policies: readonly PolicyExplanation[];
}

/** A statement as one writes it in a policy. */
export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Principal?: '*' | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource?: string;
}

/** One step towards an allow. */
export type Change =
  | {
      readonly change: 'addStatement';
      readonly layer: Layer;
      readonly target?: string;
      readonly statement: PolicyStatement;
    }
  | { readonly change: 'removeStatement'; readonly by: Matched; readonly target?: string }
  | { readonly change: 'replaceBoundary'; readonly statement: PolicyStatement };

/** The smallest change of policies that was found to allow the request. */
export interface LeastChange {
  /** All of them together turn the answer into an allow (decided again to make sure); without any one of them it stays a deny. */
  readonly changes: readonly Change[];
}

/** A decision with its reasons: what each layer said, and what would have to change for an allow. */
export interface Explanation {
  readonly decision: Decision;
  readonly decidedBy: Layer | WithoutPolicy['layer'];
  /** AWS's sentence, for a deny. */
  readonly message?: string;
  readonly layers: readonly LayerExplanation[];
  /** Absent for an allow, and where no policy could help. */
  readonly leastChange?: LeastChange;
}

export interface PlacedPolicy {
  readonly policy: AttachedPolicy;
  readonly target?: string;
}
