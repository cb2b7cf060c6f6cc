/** Tags as IAM keeps them: keys unique without regard to case, at most 50. */
import type { Tag } from '#service/session';
import { InvalidInput, LimitExceeded } from './errors.ts';

const tagsMax = 50;

interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** `existing` with `added` laid over it; a key that stands there already keeps its place and gets the new case and value. */
export function newTags(existing: readonly Tag[], added: readonly TagInput[] | undefined): readonly Tag[] {
  const tags = new Map(existing.map((tag) => [tag.Key.toLowerCase(), tag]));
  const seen = new Set<string>();
  for (const { Key = '', Value = '' } of added ?? []) {
    const key = Key.toLowerCase();
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
