/** What binds a place of an organization on paper: the control policies on each level from the root down to it. */
import { awsPolicyOfType } from './aws-policies.ts';
import { type PaperOrganization, wayTo } from './paper.ts';
import type { ControlPolicyType } from './policy-types.ts';

export interface PaperLevel {
  /** How the place is called there: its id, or its key. */
  readonly target: string;
  readonly policies: readonly { readonly name: string; readonly content: string }[];
}

/** Undefined where the type is not enabled: then it binds nobody. */
export function controlLevels(
  organization: PaperOrganization,
  type: ControlPolicyType,
  place: string,
): readonly PaperLevel[] | undefined {
  if (!organization.policyTypes.includes(type)) return undefined;
  const ofAws = awsPolicyOfType(type);
  return wayTo(organization, place).map((key) => {
    const { id = key, policies = [], withoutFullAccess = false } = organization.places.get(key) ?? {};
    const own = policies
      .flatMap((each) => organization.policies.get(each) ?? [])
      .filter((policy) => policy.type === type);
    const isBare = type === 'SERVICE_CONTROL_POLICY' && withoutFullAccess;
    return { target: id, policies: ofAws === undefined || isBare ? own : [ofAws, ...own] };
  });
}
