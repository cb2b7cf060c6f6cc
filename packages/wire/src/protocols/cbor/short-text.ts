/**
 * Short ASCII text out of bytes, mostly without making it anew: names of members and the like come again and again.
 * A table of fixed size, so that hostile text only costs hits; what is kept are texts and their bytes, and those are compared.
 */
import { sameBytes } from './same-bytes.ts';

const slots = 1024;
export const shortTextMax = 40;
const texts: string[] = new Array<string>(slots).fill('');
const bytesOfTexts: Buffer = Buffer.alloc(slots * shortTextMax);
const viewOfTexts: DataView = new DataView(bytesOfTexts.buffer, bytesOfTexts.byteOffset, bytesOfTexts.byteLength);

/** `undefined` where there is a byte beyond ASCII. `view` is of the same bytes. */
export function shortText(bytes: Buffer, view: DataView, start: number, end: number): string | undefined {
  const slot = slotOf(bytes, start, end);
  const known = texts[slot] ?? '';
  const place = slot * shortTextMax;
  if (known.length === end - start && sameBytes(view, start, viewOfTexts, place, end - start)) return known;
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0) > 0x7f) return undefined;
  }
  const text = bytes.toString('latin1', start, end);
  texts[slot] = text;
  bytes.copy(bytesOfTexts, place, start, end);
  return text;
}

/** Of the length and a few bytes: names alike but for the middle share a place, and only lose what is gained here. */
function slotOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  let hash = length;
  hash = Math.imul(hash, 31) + (bytes[start] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 1)] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[end - 2] ?? 0);
  hash = Math.imul(hash, 31) + (bytes[end - 1] ?? 0);
  return (hash ^ (hash >>> 10)) & (slots - 1);
}
