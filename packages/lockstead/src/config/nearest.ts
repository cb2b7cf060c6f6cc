/** What somebody who mistyped a word most likely meant. */

const lengthMax = 40;

/** ` (did you mean start?)`, to stand after the word; empty where nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** The nearest by letters added, dropped, exchanged or swapped: one in a short word, two in a longer one. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > lengthMax) return undefined;
  let found: string | undefined;
  let least = word.length < 5 ? 2 : 3;
  for (const each of known) {
    const distance =
      each.startsWith(word) && word.length >= 3 ? 1 : editDistance(word.toLowerCase(), each.toLowerCase());
    if (distance < least) [found, least] = [each, distance];
  }
  return found;
}

function editDistance(a: string, b: string): number {
  const at = (row: readonly number[] | undefined, j: number): number => row?.[j] ?? Number.POSITIVE_INFINITY;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = at(rows[i - 1], j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(rows[i - 2], j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(rows[i - 1], j) + 1, at(row, j - 1) + 1, exchanged, swapped));
    }
    rows.push(row);
  }
  return at(rows[a.length], b.length);
}
