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
  const pairs = Object.entries(context ?? {}).map(([key, value]) => ({ key: bytesOf(key), value: bytesOf(value) }));
  pairs.sort((a, b) => Buffer.compare(a.key, b.key));
  return writeFields(pairs.flatMap(({ key, value }) => [key, value]));
}

function bytesOf(text: string): Buffer {
  if (!text.isWellFormed()) throw new ValidationError('The encryption context has a text that is no valid Unicode.');
  return Buffer.from(text);
}
