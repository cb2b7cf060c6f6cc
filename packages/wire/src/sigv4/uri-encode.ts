/**
 * Percent-encoding as signatures want it: every byte but A-Z a-z 0-9 - . _ ~, hex digits in upper case.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * Strings here are as node:http gives them: one character a byte. A character above U+00FF (it cannot come from the
 * wire) is taken as its UTF-8 bytes.
 */

const unreserved = /^[A-Za-z0-9\-._~]*$/;
const unreservedOrSlash = /^[A-Za-z0-9\-._~/]*$/;
const beyondByte = /[^\0-\xff]/;

const encodedByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** Encodes what is there, percent signs included; slashes stay. */
export function encodePath(path: string): string {
  if (unreservedOrSlash.test(path)) return path;
  const bytes = asBytes(path);
  let encoded = '';
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i);
    encoded += code === 0x2f ? '/' : encodedByte[code];
  }
  return encoded;
}

/** Encodes what is there, percent signs and slashes included. */
export function encodeComponent(text: string): string {
  if (unreserved.test(text)) return text;
  const bytes = asBytes(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i++) encoded += encodedByte[bytes.charCodeAt(i)];
  return encoded;
}

/**
 * Brings text that is encoded in any way to the one encoding of signatures: decoded once, encoded once.
 * A percent sign that starts no escape stands for itself.
 */
export function reencodeComponent(text: string): string {
  return unreserved.test(text) ? text : encodeComponent(decodeBytes(text));
}

/** The same for a path: slashes stay slashes, and an escaped slash stays escaped. */
export function reencodePath(path: string): string {
  if (unreservedOrSlash.test(path)) return path;
  return path.split('/').map(reencodeComponent).join('/');
}

/** Escapes become bytes (one character each); `+` is a space only in forms, so it stays. */
export function decodeBytes(text: string): string {
  if (!text.includes('%')) return text;
  let decoded = '';
  for (let i = 0; i < text.length; i++) {
    const escaped = text.charCodeAt(i) === 0x25 ? hexPair(text, i + 1) : -1;
    decoded += escaped < 0 ? text[i] : String.fromCharCode(escaped);
    if (escaped >= 0) i += 2;
  }
  return decoded;
}

function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** NaN, beyond the end of the text, is no digit. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function asBytes(text: string): string {
  return beyondByte.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}
