/**
 * Ids of versions: as long as AWS's, of characters that need no escape in a URL. One tells when its version was made, so that a list can go on
 * behind a version that is gone; the rest is random.
 */
import type { Entropy } from '#kernel/entropy';

/** Of an object that was written while its bucket kept no versions. */
export const nullVersion = 'null';

/** `order` is the version's place among those of its key: see `ObjectRecord`. */
export function newVersionId(order: number, entropy: Entropy): string {
  const bytes = Buffer.alloc(24);
  bytes.writeUIntBE(order, 0, 6);
  entropy.bytes(18).copy(bytes, 6);
  return bytes.toString('base64url').replaceAll('-', '.');
}

/** Whether a text has the form of an id that was given out. */
export function isVersionId(text: string): boolean {
  return text === nullVersion || /^[A-Za-z0-9._]{32}$/.test(text);
}

/** Of an id of that form: the place that its version had; undefined for `null`. */
export function orderOfVersionId(versionId: string): number | undefined {
  if (versionId === nullVersion) return undefined;
  return Buffer.from(versionId.replaceAll('.', '-'), 'base64url').readUIntBE(0, 6);
}
