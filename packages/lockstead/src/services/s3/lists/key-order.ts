/**
 * The order in which S3 lists: that of the bytes of UTF-8, which is the order of code points. Texts of JavaScript compare otherwise where
 * characters beyond U+FFFF meet those from U+E000 to U+FFFF.
 */

/** Negative, zero or positive, as for `sort`. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Halves of surrogate pairs stand for the code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

const codePointMax = 0x10ffff;

/** The first text after all texts that begin with `prefix`, which is not empty; undefined where there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (;;) {
    const last = points.pop();
    if (last === undefined) return undefined;
    const point = last.codePointAt(0) ?? 0;
    if (point === codePointMax) continue;
    // Surrogates are no characters of their own.
    return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
}
