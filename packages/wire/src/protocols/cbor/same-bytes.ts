/** Whether the same bytes stand in two places; four are compared at a time. Both places must have as many as that. */
export function sameBytes(one: DataView, oneAt: number, other: DataView, otherAt: number, length: number): boolean {
  const wordsEnd = length & ~3;
  for (let index = 0; index < wordsEnd; index += 4) {
    if (one.getInt32(oneAt + index) !== other.getInt32(otherAt + index)) return false;
  }
  for (let index = wordsEnd; index < length; index += 1) {
    if (one.getUint8(oneAt + index) !== other.getUint8(otherAt + index)) return false;
  }
  return true;
}
