/**
 * Tags on what an organization has: the root, OUs, accounts, policies.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
 */
import type { Tag } from '#service/session';
import { refusedKey, tagsOver } from '../tags/tag-list.ts';
import { constraintViolation, invalidInput } from './errors.ts';
import { organizationsLimits } from './limits.ts';

/** A list that a request gives, laid over the one that is there; throws for keys that AWS refuses and for too many. */
export function tagged(existing: readonly Tag[], added: readonly Tag[] | undefined): readonly Tag[] {
  if (added === undefined) return existing;
  const refused = refusedKey(added, 'exact');
  if (refused?.why === 'reserved') {
    throw invalidInput('INVALID_SYSTEM_TAGS_PARAMETER', `The tag key ${refused.key} is reserved for AWS.`);
  }
  if (refused?.why === 'repeated') {
    throw invalidInput('DUPLICATE_TAG_KEY', `The tag key ${refused.key} is given more than once.`);
  }
  const tags = tagsOver(existing, added, 'exact');
  if (tags.length > organizationsLimits.TagsPerResource) {
    throw constraintViolation(
      'MAX_TAG_LIMIT_EXCEEDED',
      `A resource has at most ${organizationsLimits.TagsPerResource} tags.`,
    );
  }
  return tags;
}
