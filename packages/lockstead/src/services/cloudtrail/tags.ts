/** Tags of trails: what a request brings is checked in CloudTrail's words. */
import type { Tag as CloudTrailTag } from '@aws-sdk/client-cloudtrail';
import type { AccountId } from '#kernel/ids';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { refusedKey } from '../tags/tag-list.ts';
import { breachSentence, type TagRules } from '../tags/tag-rules.ts';
import { invalidTag, tooManyTags } from './errors.ts';
import { cloudTrailLimits } from './limits.ts';

const { TagsPerTrail } = cloudTrailLimits;

type Given = readonly Pick<CloudTrailTag, 'Key' | 'Value'>[] | undefined;

export function tagsOf(given: Given): readonly Tag[] {
  return (given ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
}

/** Throws what AWS answers for tags that it does not take. */
export function checkedTags(given: Given): readonly Tag[] {
  const tags = tagsOf(given);
  const refused = refusedKey(tags, 'exact');
  if (refused?.why === 'reserved') throw invalidTag(`The tag key ${refused.key} begins with aws:, which is reserved.`);
  if (refused !== undefined) throw invalidTag(`The tag key ${refused.key} is given more than once.`);
  return requireTagQuota(tags);
}

export function requireTagQuota(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > TagsPerTrail) throw tooManyTags(TagsPerTrail);
  return tags;
}

/** Throws where a tag policy of the organization refuses one of the tags that a request sets. */
export async function requireRuledTags(
  rules: TagRules,
  reader: Reader,
  account: AccountId,
  tags: readonly Tag[],
): Promise<void> {
  const breach = await rules.breachOf(reader, account, 'cloudtrail:trail', tags);
  // AWS DIFFERS? The sentence is that of other services; which of CloudTrail's errors it comes with is not documented.
  if (breach !== undefined) throw invalidTag(breachSentence(breach));
}
