/**
 * Lists of tags: which keys are refused, and how one list is laid over another.
 * AWS: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
import type { Tag } from '#service/session';

/** `anyCase`: `Team` and `team` are one key, as in IAM and STS. `exact`: they are two, as in most services. */
export type KeyComparison = 'anyCase' | 'exact';

/** A tag key that AWS refuses, and why. */
export interface RefusedKey {
  /** `reserved`: it begins with `aws:`. `repeated`: it stands there twice. */
  readonly why: 'reserved' | 'repeated';
  readonly key: string;
}

/** The first key of a request's tags that AWS refuses; each service has words of its own for it. */
export function refusedKey(tags: readonly Tag[], comparison: KeyComparison): RefusedKey | undefined {
  const seen = new Set<string>();
  for (const { Key } of tags) {
    if (Key.toLowerCase().startsWith('aws:')) return { why: 'reserved', key: Key };
    const known = comparable(Key, comparison);
    if (seen.has(known)) return { why: 'repeated', key: Key };
    seen.add(known);
  }
  return undefined;
}

/** A key that stands there already keeps its place and gets the new spelling and value. */
export function tagsOver(existing: readonly Tag[], added: readonly Tag[], comparison: KeyComparison): readonly Tag[] {
  if (added.length === 0) return existing;
  const tags = new Map(existing.map((tag) => [comparable(tag.Key, comparison), tag]));
  for (const { Key, Value } of added) tags.set(comparable(Key, comparison), { Key, Value });
  return [...tags.values()];
}

/** Keys that are not there are passed over, as AWS does. */
export function tagsWithout(
  existing: readonly Tag[],
  keys: readonly string[],
  comparison: KeyComparison,
): readonly Tag[] {
  const gone = new Set(keys.map((key) => comparable(key, comparison)));
  return existing.filter(({ Key }) => !gone.has(comparable(Key, comparison)));
}

function comparable(key: string, comparison: KeyComparison): string {
  return comparison === 'anyCase' ? key.toLowerCase() : key;
}
