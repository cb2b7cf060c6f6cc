/**
 * Lists of byte fields, each with its length before it (4 bytes, big endian). No two lists of fields have the same bytes, so that what is
 * authenticated cannot be cut into fields in another way.
 */

const lengthBytes = 4;

/** Texts are written in UTF-8. */
export function writeFields(fields: readonly (Uint8Array | string)[]): Buffer {
  let length = 0;
  for (const field of fields) length += lengthBytes + Buffer.byteLength(field);
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const field of fields) {
    const start = at + lengthBytes;
    if (typeof field === 'string') at = start + bytes.write(field, start);
    else {
      bytes.set(field, start);
      at = start + field.byteLength;
    }
    bytes.writeUInt32BE(at - start, start - lengthBytes);
  }
  return bytes;
}

/** Views of `bytes`, not copies. Throws a RangeError where they are no list of fields. */
export function readFields(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < lengthBytes) throw new RangeError('a list of fields is cut off');
    const length = bytes.readUInt32BE(at);
    at += lengthBytes;
    if (bytes.length - at < length) throw new RangeError('a field is cut off');
    fields.push(bytes.subarray(at, at + length));
    at += length;
  }
  return fields;
}
