/**
 * Amounts of money as whole numbers of 10^-18: shares of a cost lose so little that no sum which is shown does. Shown are ten digits behind the point,
 * rounded.
 */

const digits = 18;
const digitsRead = 12;
const digitsShown = 10;
export const one: bigint = 10n ** BigInt(digits);
const smallestShown: bigint = 10n ** BigInt(digits - digitsShown);

/** `0.0000004`, `12`; at most 12 digits behind the point. Undefined for what is not an amount, a negative one included. */
export function parseAmount(text: string): bigint | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text);
  if (found === null) return undefined;
  const [, whole = '', part = ''] = found;
  return BigInt(whole) * one + BigInt(part.padEnd(digitsRead, '0')) * 10n ** BigInt(digits - digitsRead);
}

/** Without zeros at the end: `0.03`, `0`. */
export function formatAmount(amount: bigint): string {
  const rounded = (amount + smallestShown / 2n) / smallestShown;
  const unit = one / smallestShown;
  const part = String(rounded % unit)
    .padStart(digitsShown, '0')
    .replace(/0+$/, '');
  const whole = String(rounded / unit);
  return part === '' ? whole : `${whole}.${part}`;
}
