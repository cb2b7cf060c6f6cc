/**
 * Short ASCII text out of bytes, mostly without making it anew: names of members and the like come again and again.
 * A table of fixed size, so that hostile text only costs hits; what is kept are texts alone, and those are compared byte by byte.
 */

const slots = 1024;
export const shortTextMax = 40;
const table: string[] = new Array<string>(slots).fill('');

/** `undefined` where there is a byte beyond ASCII. */
export function shortText(bytes: Buffer, start: number, end: number): string | undefined {
  let hash = end - start;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return undefined;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = (hash ^ (hash >>> 10)) & (slots - 1);
  const known = table[slot] ?? '';
  if (known.length === end - start && isText(known, bytes, start)) return known;
  const text = bytes.toString('latin1', start, end);
  table[slot] = text;
  return text;
}

function isText(text: string, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
