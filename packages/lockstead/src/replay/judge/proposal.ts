/** What is proposed, and whom it would bind. */
import { type AttachedPolicy, PartialPolicies, type PolicyKind } from '@lockstead/policy';

/** - `scp`, `rcp`: attached in an organization. - `boundary`: set on users and roles. */
export type ProposedKind = 'scp' | 'rcp' | 'boundary';

export const policyKinds: Readonly<Record<ProposedKind, PolicyKind>> = {
  scp: 'serviceControl',
  rcp: 'resourceControl',
  boundary: 'permissionsBoundary',
};

export type Target = { readonly account: string } | { readonly principal: string };

export interface Proposal {
  readonly kind: ProposedKind;
  readonly policies: readonly AttachedPolicy[];
  /** Absent: every account whose events are read; for a boundary, every user and role. */
  readonly target?: Target;
  /** FullAWSAccess is taken away where these are attached: what they do not allow then stops. */
  readonly replacesFullAccess: boolean;
  /** No guardrail binds it. */
  readonly managementAccount?: string;
  /** Of the accounts whose events these are. */
  readonly organizationId?: string;
}

/** Ready to judge many events. */
export interface PreparedProposal extends Proposal {
  readonly asked: PartialPolicies;
}

export function prepared(proposal: Proposal): PreparedProposal {
  return { ...proposal, asked: new PartialPolicies(proposal.policies) };
}
