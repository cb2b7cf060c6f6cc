/** What the crypto process answers: its first field says how it went. */
import { writeFields } from './fields.ts';

export const outcomes = {
  done: 'done',
  /** It has no keyring yet, or one that is older than the material: it wants the stored one, and the request again. */
  needsKeyring: 'needsKeyring',
  /** A sealed record does not open: it was changed, or stands where it does not belong, or belongs to another root key. */
  broken: 'broken',
  /** What the caller sent does not fit: a ciphertext that does not open, a signature that is not one, a key that is none. */
  refused: 'refused',
} as const;

export function done(...fields: readonly (Uint8Array | string)[]): Buffer {
  return writeFields([outcomes.done, ...fields]);
}

export function refused(): Buffer {
  return writeFields([outcomes.refused]);
}

export function broken(): Buffer {
  return writeFields([outcomes.broken]);
}

export function needsKeyring(): Buffer {
  return writeFields([outcomes.needsKeyring]);
}
