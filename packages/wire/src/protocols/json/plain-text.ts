/**
 * Whether text can stand between the quotes of JSON as it is. For much text at once: four characters are looked at in one step.
 * A yes is certain; a no may also be said of text beyond Latin, whose characters are looked at by their lower halves alone.
 */

const chunkLength = 16_384;
const scratch: Buffer = Buffer.alloc(chunkLength + 4);
const words: Int32Array = new Int32Array(scratch.buffer, scratch.byteOffset, chunkLength / 4 + 1);

export function isPlainText(text: string): boolean {
  // Half a pair of surrogates is escaped, and its lower half might look like a letter.
  if (!text.isWellFormed()) return false;
  for (let start = 0; start < text.length; start += chunkLength) {
    const length = scratch.write(
      text.length <= chunkLength ? text : text.slice(start, start + chunkLength),
      0,
      chunkLength,
      'latin1',
    );
    if (!isPlainChunk(length)) return false;
  }
  return true;
}

const everyByte = 0x01010101;
const highBits = 0x80808080;
const quotes = 0x22 * everyByte;
const backslashes = 0x5c * everyByte;
const spaces = 0x20 * everyByte;

/** Of four bytes in a word: none is a quote, a backslash, or less than a space. The arithmetic is that of finding a zero byte. */
function isPlainChunk(length: number): boolean {
  scratch.fill(0x20, length, length + 4);
  const end = (length + 3) >> 2;
  let found = 0;
  for (let index = 0; index < end; index += 1) {
    const word = words[index] ?? 0;
    const quote = word ^ quotes;
    const backslash = word ^ backslashes;
    found |= ((quote - everyByte) & ~quote) | ((backslash - everyByte) & ~backslash) | ((word - spaces) & ~word);
  }
  return (found & highBits) === 0;
}
