/**
 * BinaryEquals: base64 on both sides, compared byte by byte.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
import { never, type Operator, parsedOnce } from './operator.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const decodeActual = parsedOnce(decodeBase64);

export const binaryOperators: readonly Operator[] = [
  {
    name: 'BinaryEquals',
    family: 'Binary',
    negated: false,
    variables: false,
    wildcards: false,
    compile(value) {
      const expected = decodeBase64(value.text);
      return expected === undefined ? never : (actual) => decodeActual(actual) === expected;
    },
  },
];

/** The bytes as characters 0 to 255. Undefined for what is not base64. */
function decodeBase64(text: string): string | undefined {
  let size = text.length;
  while (size > 0 && text.length - size < 2 && text[size - 1] === '=') size--;
  if (size % 4 === 1 || (size !== text.length && text.length % 4 !== 0)) return undefined;
  let bytes = '';
  let held = 0;
  let bits = 0;
  for (let i = 0; i < size; i++) {
    const digit = alphabet.indexOf(text[i] as string);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return bytes;
}
