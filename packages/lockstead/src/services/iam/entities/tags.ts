/** Tags as IAM keeps them: keys unique without regard to case, at most 50, and as the tag policies of an organization want them. */
import type { WriteContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import { refusedKey, tagsOver, tagsWithout } from '../../tags/tag-list.ts';
import { breachSentence, type TagRules } from '../../tags/tag-rules.ts';
import { InvalidInput, LimitExceeded } from '../errors.ts';
import { type PageInput, pageOf } from '../paging.ts';

const tagsMax = 50;

/** `existing` with `added` laid over it; a key that stands there already keeps its place and gets the new case and value. */
export function newTags(existing: readonly Tag[], added: readonly Tag[] = []): readonly Tag[] {
  const refused = refusedKey(added, 'anyCase');
  if (refused?.why === 'reserved') {
    // AWS DIFFERS? That the prefix is refused is documented, in which words is not.
    throw new InvalidInput(`Tag keys starting with 'aws:' are reserved for system use: ${refused.key}`);
  }
  if (refused?.why === 'repeated') {
    throw new InvalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const tags = tagsOver(existing, added, 'anyCase');
  if (tags.length > tagsMax) throw LimitExceeded.quota('TagsPerResource', tagsMax);
  return tags;
}

/**
 * The types of IAM's resources on which tag policies are enforced. Users and roles are not among them: their tags are reported alone.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_supported-resources-enforcement.html
 */
export type RuledType =
  | 'instance-profile'
  | 'mfa'
  | 'oidc-provider'
  | 'policy'
  | 'saml-provider'
  | 'server-certificate';

/** As `newTags`, of a resource that tag policies may bind. What is looked at are the tags that are set now. */
export async function ruledTags(
  rules: TagRules,
  { tx, account }: Pick<WriteContext, 'tx' | 'account'>,
  type: RuledType,
  existing: readonly Tag[],
  added: readonly Tag[] = [],
): Promise<readonly Tag[]> {
  const tags = newTags(existing, added);
  const breach = await rules.breachOf(tx, account, `iam:${type}`, added);
  // AWS DIFFERS? The sentence is that of other services; which of IAM's errors it comes with is not documented.
  if (breach !== undefined) throw new InvalidInput(breachSentence(breach));
  return tags;
}

/** Keys that are not there are passed over; case does not count. */
export function withoutTags(existing: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  return tagsWithout(existing, keys, 'anyCase');
}

/** ListUserTags and its kind: sorted by key. */
export function pageOfTags(
  tags: readonly Tag[],
  input: PageInput,
  context: RequestContext,
  operation: string,
  resource: string,
): { Tags: Tag[]; IsTruncated: boolean; Marker?: string } {
  const { items, ...rest } = pageOf(tags, ({ Key }) => Key, input, context, operation, [resource]);
  return { Tags: [...items], ...rest };
}
