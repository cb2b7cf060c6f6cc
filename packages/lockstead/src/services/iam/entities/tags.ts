/** Tags as IAM keeps them: keys unique without regard to case, at most 50. */
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import { refusedKey, tagsOver, tagsWithout } from '../../tags/tag-list.ts';
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
