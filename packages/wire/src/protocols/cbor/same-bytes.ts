/** Bytes compared four at a time: what is read again and again is compared sooner than it is made anew. */

/** Whether the same bytes stand in two places. Both must have as many as that. */
export function sameBytes(one: DataView, oneAt: number, other: DataView, otherAt: number, length: number): boolean {
  if (length < 4) {
    for (let index = 0; index < length; index += 1) {
      if (one.getUint8(oneAt + index) !== other.getUint8(otherAt + index)) return false;
    }
    return true;
  }
  // The last four may overlap those before them.
  const last = length - 4;
  for (let index = 0; index < last; index += 4) {
    if (one.getInt32(oneAt + index, true) !== other.getInt32(otherAt + index, true)) return false;
  }
  return one.getInt32(oneAt + last, true) === other.getInt32(otherAt + last, true);
}

/** Bytes that are expected somewhere, laid out to be compared. */
export class ExpectedBytes {
  readonly length: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.length = bytes.byteLength;
    this.#view = new DataView(Uint8Array.from(bytes).buffer);
  }

  /** Whether they stand there; the view must reach as far. */
  standAt(view: DataView, at: number): boolean {
    return sameBytes(view, at, this.#view, 0, this.length);
  }
}
