/** Patterns of ARNs held against each other: could some resource fit both? */

/** A template of the reference, or a pattern of a policy: what is in braces may be anything. */
export function shapeOf(text: string): string {
  return text.replaceAll(/\$\{[^}]*\}/g, '*');
}

/** Whether some text fits both patterns. Work is the product of their lengths, which is bounded: of longer ones the answer is yes. */
export function intersects(left: string, right: string): boolean {
  if (left.length * right.length > 1_000_000) return true;
  let row: boolean[] = [];
  for (let i = left.length; i >= 0; i--) {
    const next: boolean[] = [];
    for (let k = right.length; k >= 0; k--) {
      const [a, b] = [left[i], right[k]];
      if (a === undefined && b === undefined) next[k] = true;
      else if (a === '*') next[k] = row[k] === true || (b !== undefined && next[k + 1] === true);
      else if (b === '*') next[k] = next[k + 1] === true || (a !== undefined && row[k] === true);
      else next[k] = a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && row[k + 1] === true;
    }
    row = next;
  }
  return row[0] === true;
}
