/** Bytes to text, without the forgiveness that turns broken bytes into question marks: two readers must never see two texts. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `undefined` where the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
