/** YAML in which numbers stay as they are written: account ids are not quantities, and some begin with a zero. */
import type { CollectionTag, ScalarTag, TagId } from 'yaml';

/** As `customTags` of the parser. */
export const withoutNumbers = (tags: readonly (TagId | CollectionTag | ScalarTag)[]): (CollectionTag | ScalarTag)[] =>
  tags.filter(
    (tag): tag is CollectionTag | ScalarTag =>
      typeof tag !== 'string' && tag.tag !== 'tag:yaml.org,2002:int' && tag.tag !== 'tag:yaml.org,2002:float',
  );

/** Aliases in YAML multiply. Without a bound, a few lines could stand for billions. */
export const aliasesMax = 100;
