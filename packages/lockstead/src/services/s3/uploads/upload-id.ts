/**
 * Ids of uploads. They begin with the time, so that of one key they sort in the order in which the uploads began; the rest is random and long
 * enough that nobody guesses it.
 */
import type { Instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';

const form = /^[0-9a-f]{12}[A-Za-z0-9._]{48}$/;

export function newUploadId(at: Instant, entropy: Entropy): string {
  const time = Math.max(0, at).toString(16).padStart(12, '0');
  return time + entropy.bytes(36).toString('base64url').replaceAll('-', '.');
}

/** Whether a text has the form of an id that was given out. */
export function isUploadId(text: string): boolean {
  return form.test(text);
}
