/** Values of a list of which one says what others have said. */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import { hasWildcard } from '../check.ts';
import type { TextNode } from '../syntax.ts';

export interface Redundant {
  /** The value that says it all, and those that it covers. */
  readonly by: TextNode;
  readonly covered: readonly TextNode[];
  /** All of them in the order of the list, as AWS names them. */
  readonly places: readonly [TextNode, ...TextNode[]];
}

/** Comparing all pairs of a longer list (its length times its characters) would be slow. AWS compares lists of three hundred actions. */
const comparedMax = 10_000_000;

/** One for each value that covers others: the same text again, or narrower patterns. In the order of the list. */
export function redundantAmong(nodes: readonly TextNode[], normal: (text: string) => string): readonly Redundant[] {
  const characters = nodes.reduce((sum, { text }) => sum + text.length, 0);
  if (nodes.length * characters > comparedMax) return [];
  const texts = nodes.map(({ text }) => normal(text));
  const globs = texts.map((text) => (hasWildcard(text) ? globOf(tokenize(text, false, true).tokens) : undefined));
  const coveredBy = new Map<number, number[]>();
  for (const [i, own] of texts.entries()) {
    const by = texts.findIndex((other, k) => {
      if (i === k) return false;
      if (other === own) return k < i;
      const glob = globs[k];
      // A pattern read as text: whatever matches it as text matches all that it stands for, as long as no `?` meets a star.
      return glob !== undefined && matchesGlob(glob, own) && !(own.includes('*') && other.includes('?'));
    });
    if (by >= 0) coveredBy.set(by, [...(coveredBy.get(by) ?? []), i]);
  }
  const groups = [...coveredBy].map(([by, covered]) => ({ by, covered, all: [by, ...covered].sort((a, b) => a - b) }));
  return groups
    .sort((a, b) => (a.all[0] as number) - (b.all[0] as number))
    .map(({ by, covered, all }) => ({
      by: nodes[by] as TextNode,
      covered: covered.map((i) => nodes[i] as TextNode),
      places: all.map((i) => nodes[i] as TextNode) as [TextNode, ...TextNode[]],
    }));
}
