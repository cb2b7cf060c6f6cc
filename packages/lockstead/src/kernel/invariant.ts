/** Something that cannot happen unless Lockstead itself is wrong: the transaction is rolled back, the answer is a 500, and a test fails. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantBroken(message);
}

/** For values that cannot be absent here. */
export function present<T>(value: T | undefined | null, message: string): T {
  invariant(value !== undefined && value !== null, message);
  return value;
}
