/**
 * Tag policies act on what an organization has: tags that a policy enforces have to comply, or the operation is refused. What the organization has
 * belongs to its management account, whose effective policy decides.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_supported-resources-enforcement.html
 */
import { tagBreach } from '#organization/documents/tag-policy';
import type { Tag } from '#service/session';
import { breachSentence } from '../tags/tag-rules.ts';
import { constraintViolation } from './errors.ts';
import { kindOfId } from './ids.ts';
import { effectiveOf } from './policies/effective.ts';
import type { OrganizationRecord, OrganizationsReader } from './state.ts';

/** As `enforced_for` names them after `organizations:`. AWS DIFFERS? The resource policy of the organization is not among AWS's types. */
export type TaggedType = 'account' | 'ou' | 'policy' | 'root';

export function taggedTypeOf(id: string): TaggedType | undefined {
  const kind = kindOfId(id);
  if (kind === 'organizationalUnit') return 'ou';
  return kind === 'account' || kind === 'policy' || kind === 'root' ? kind : undefined;
}

/** Throws for the first tag that the effective policy enforces otherwise. */
export async function requireCompliantTags(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  type: TaggedType | undefined,
  tags: readonly Tag[],
): Promise<void> {
  if (type === undefined || tags.length === 0) return;
  const effective = await effectiveOf(state, organization, 'TAG_POLICY', organization.account);
  const breach = effective && tagBreach(effective.document, `organizations:${type}`, tags);
  if (breach === undefined) return;
  // AWS DIFFERS? The sentence is that of other services.
  throw constraintViolation('TAG_POLICY_VIOLATION', breachSentence(breach));
}
