/** KMS's words for tags, and the checks of what a request brings. */
import type { Tag as KmsTag } from '@aws-sdk/client-kms';
import type { Tag } from '#service/session';
import { refusedKey } from '../tags/tag-list.ts';
import { LimitExceeded, TagError } from './errors.ts';
import { kmsLimits } from './limits.ts';

type Given = readonly Pick<KmsTag, 'TagKey' | 'TagValue'>[] | undefined;

export function tagsOf(given: Given): readonly Tag[] {
  return (given ?? []).map(({ TagKey = '', TagValue = '' }) => ({ Key: TagKey, Value: TagValue }));
}

/** Throws what AWS answers for tags that it does not take. */
export function checkedTags(given: Given): readonly Tag[] {
  const tags = tagsOf(given);
  const refused = refusedKey(tags, 'exact');
  if (refused?.why === 'reserved') throw new TagError('Tags beginning with aws: are reserved');
  if (refused !== undefined) throw new TagError('Duplicate tag keys');
  return tags;
}

export function requireTagQuota(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > kmsLimits.TagsPerKey) throw new LimitExceeded('Too many tags');
  return tags;
}

/** As KMS answers them. */
export function kmsTag({ Key, Value }: Tag): { TagKey: string; TagValue: string } {
  return { TagKey: Key, TagValue: Value };
}
