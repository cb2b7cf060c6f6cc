/**
 * Ids of what lies in a bucket, as the store sorts them: by bucket, then by the bytes of the key, then by what follows it. The store takes no
 * NUL, and a key may hold anything, so the lowest characters are written with an escape that keeps their order.
 */

const escaped = '\u0002';
/** Below every character of an escaped key: what begins with a key stands before all longer keys. */
const end = '\u0001';

/** `bucket/` and the key, in the order of UTF-8 bytes. No bucket's name has a slash. */
export function keyId(bucket: string, key: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them.
  return `${bucket}/${key.replace(/[\u0000-\u0002]/g, (char) => escaped + String.fromCharCode(char.charCodeAt(0) + 1))}`;
}

/** Of one of several records of a key: its versions, its uploads. `place` sorts them. */
export function placeId(bucket: string, key: string, place: string): string {
  return `${keyId(bucket, key)}${end}${place}`;
}

/** With which the ids of all records of a key begin that have a place. */
export function placesPrefix(bucket: string, key: string): string {
  return `${keyId(bucket, key)}${end}`;
}

/** With which all ids of a bucket begin. */
export function bucketPrefix(bucket: string): string {
  return `${bucket}/`;
}
