/** Account ids that are almost one. */

/** `111122223333` has twelve digits; one that was copied without its leading zero, or with one too many, is told so. */
export function digitsNote(account: string): string | undefined {
  if (!/^\d+$/.test(account) || account.length === 12) return undefined;
  const note = `it has ${account.length} digits, and an account has 12`;
  return account.length < 12 ? `${note}: was a leading zero lost?` : note;
}
