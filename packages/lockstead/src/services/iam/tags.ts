/** Tags as IAM keeps them: keys unique without regard to case, at most 50. */

import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import { InvalidInput, LimitExceeded } from './errors.ts';
import { type PageInput, pageOf } from './paging.ts';

const tagsMax = 50;

interface TagInput {
  readonly Key: string;
  readonly Value: string;
}

/** `existing` with `added` laid over it; a key that stands there already keeps its place and gets the new case and value. */
export function newTags(existing: readonly Tag[], added: readonly TagInput[] | undefined): readonly Tag[] {
  const tags = new Map(existing.map((tag) => [tag.Key.toLowerCase(), tag]));
  const seen = new Set<string>();
  for (const { Key, Value } of added ?? []) {
    const key = Key.toLowerCase();
    // AWS DIFFERS? That the prefix is refused is documented, in which words is not.
    if (key.startsWith('aws:'))
      throw new InvalidInput(`Tag keys starting with 'aws:' are reserved for system use: ${Key}`);
    if (seen.has(key)) {
      throw new InvalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(key);
    tags.set(key, { Key, Value });
  }
  if (tags.size > tagsMax) throw LimitExceeded.quota('TagsPerResource', tagsMax);
  return [...tags.values()];
}

export function withoutTags(existing: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return existing.filter((tag) => !gone.has(tag.Key.toLowerCase()));
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
