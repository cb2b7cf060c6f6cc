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
