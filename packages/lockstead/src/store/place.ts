/** Opaque places in a listing or a journal: they carry the key after which the next page begins. */

/** A place that this store did not give out. */
export class NotAPlace extends Error {
  override readonly name = 'NotAPlace';
}

export function formatPlace(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export function parsePlace(place: string, forms: readonly ('string' | 'number')[]): readonly (string | number)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(place, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new NotAPlace('not a place in this listing', { cause });
  }
  if (!Array.isArray(parts) || parts.length !== forms.length || forms.some((form, at) => typeof parts[at] !== form)) {
    throw new NotAPlace('not a place in this listing');
  }
  return parts as (string | number)[];
}
