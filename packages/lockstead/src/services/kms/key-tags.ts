/** KMS's words for tags, and the checks of what a request brings. */
import type { Tag as KmsTag } from '@aws-sdk/client-kms';
import type { WriteContext } from '#service/operation';
import type { Tag } from '#service/session';
import { refusedKey } from '../tags/tag-list.ts';
import { breachSentence, type TagRules } from '../tags/tag-rules.ts';
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

/** Throws where a tag policy of the organization refuses one of the tags that a request sets. */
export async function requireRuledTags(
  rules: TagRules,
  { tx, account }: Pick<WriteContext, 'tx' | 'account'>,
  given: Given,
): Promise<void> {
  const breach = await rules.breachOf(tx, account, 'kms:key', tagsOf(given));
  // AWS DIFFERS? The sentence is that of other services; which of KMS's errors it comes with is not documented.
  if (breach !== undefined) throw new TagError(breachSentence(breach));
}

export function requireTagQuota(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > kmsLimits.TagsPerKey) throw new LimitExceeded('Too many tags');
  return tags;
}

/** As KMS answers them. */
export function kmsTag({ Key, Value }: Tag): { TagKey: string; TagValue: string } {
  return { TagKey: Key, TagValue: Value };
}
