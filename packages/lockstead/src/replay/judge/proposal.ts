/** What is proposed, and whom it would bind. */
import { type AttachedPolicy, PartialPolicies, type PolicyKind } from '@lockstead/policy';
import type { AccountPlace } from '../event/event-context.ts';

/** - `scp`, `rcp`: attached in an organization. - `boundary`: set on users and roles. */
export type ProposedKind = 'scp' | 'rcp' | 'boundary';

export const policyKinds: Readonly<Record<ProposedKind, PolicyKind>> = {
  scp: 'serviceControl',
  rcp: 'resourceControl',
  boundary: 'permissionsBoundary',
};

export type Target = { readonly account: string } | { readonly principal: string };

/** The organization of the accounts whose events these are, and the place in it where something is proposed. */
export interface Placement {
  /** Undefined for accounts that are not in the organization. */
  placeOf(account: string): AccountPlace | undefined;
  /** At the place of the proposal, or below it. */
  isBound(account: string): boolean;
  /** Service control policies that are taken away from the place; absent: none is. */
  readonly detached?: Detached;
}

export interface Detached {
  readonly removed: readonly AttachedPolicy[];
  /** What is left there, without what is proposed. */
  readonly left: readonly AttachedPolicy[];
}

export interface Proposal {
  readonly kind: ProposedKind;
  readonly policies: readonly AttachedPolicy[];
  /** Absent: every account whose events are read; for a boundary, every user and role. */
  readonly target?: Target;
  /** FullAWSAccess is taken away where these are attached: what they do not allow then stops. Where there is a placement, that says it. */
  readonly replacesFullAccess: boolean;
  /** No guardrail binds it. */
  readonly managementAccount?: string;
  /** Of the accounts whose events these are. */
  readonly organizationId?: string;
  readonly placement?: Placement;
}

/** Ready to judge many events. */
export interface PreparedProposal extends Proposal {
  readonly asked: PartialPolicies;
  readonly change?: { readonly removed: PartialPolicies; readonly after: PartialPolicies };
}

export function prepared(proposal: Proposal): PreparedProposal {
  const { policies, placement } = proposal;
  const detached = placement?.detached;
  const asked = new PartialPolicies(policies);
  if (detached === undefined) return { ...proposal, asked };
  const removed = new PartialPolicies(detached.removed);
  return { ...proposal, asked, change: { removed, after: new PartialPolicies([...detached.left, ...policies]) } };
}
