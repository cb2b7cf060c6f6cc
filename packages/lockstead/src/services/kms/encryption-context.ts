/**
 * The encryption context in one form, whatever the order in which a client sent its pairs: the pairs sorted by the bytes of their keys in UTF-8,
 * each key and each value with its length before it. So {"ab": "c"} and {"a": "bc"} differ.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
 */
import { ValidationError } from './errors.ts';
import { writeFields } from './vault/fields.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

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
