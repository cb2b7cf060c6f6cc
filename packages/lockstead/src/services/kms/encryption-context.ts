/**
 * The encryption context in one form, whatever the order in which a client sent its pairs: the pairs sorted by the bytes of their keys in UTF-8,
 * each key and each value with its length before it. So {"ab": "c"} and {"a": "bc"} differ.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
import { ValidationError } from './errors.ts';
import { kmsLimits } from './limits.ts';
import { writeFields } from './vault/fields.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** Of the length before each key and each value. */
const lengthBytes = 4;

/** Throws for a context that is too large: what is made of each pair (a condition key, a part of the event) costs more than sending it. */
export function checkContextSize(context: EncryptionContext): void {
  let size = 0;
  for (const key in context) {
    size += 2 * lengthBytes + Buffer.byteLength(key) + Buffer.byteLength(context[key] ?? '');
    if (size > kmsLimits.EncryptionContextBytes) throw new ValidationError('The encryption context is too large.');
  }
}

/**
 * An absent context is the same as an empty one. Throws for texts that are no Unicode: in UTF-8 two that differ could be written alike.
 */
export function canonicalContext(context: EncryptionContext | undefined): Buffer {
  if (context === undefined) return noContext;
  const keys = Object.keys(context);
  if (keys.length > 1) keys.sort(inUtf8);
  const fields: string[] = [];
  for (const key of keys) fields.push(checked(key), checked(context[key] ?? ''));
  return writeFields(fields);
}

const noContext = Buffer.alloc(0);

/** The order of the bytes in UTF-8, which is that of the code points. JavaScript's own order is another beyond the first plane. */
function inUtf8(a: string, b: string): number {
  return surrogates.test(a) || surrogates.test(b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}

const surrogates = /[\ud800-\udfff]/;

function checked(text: string): string {
  if (!text.isWellFormed()) throw new ValidationError('The encryption context has a text that is no valid Unicode.');
  return text;
}
