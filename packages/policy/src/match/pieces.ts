/**
 * The pieces of a pattern's runs, 32 characters each, numbered so that the same characters have the same number. A piece consists of two
 * halves, and they of halves, down to single characters: what occurs twice in a pattern is looked for once in a text.
 */

/** A `?` in a run. */
export const anyCode = -1;

/** Characters of a piece: as many as a word has bits, so that the words of a run's pieces meet each other without a shift. */
export const pieceSize = 32;

/** Instead of the number of a piece of nothing but `?`. */
export const anything = -1;

/** More than there are pieces in any pattern: makes one key of two numbers. */
const countMax = 2 ** 26;

const halves = [1, 2, 4, 8, 16];

/** A single character, or two halves of which the right one stands `half` characters behind the left one. */
export type Piece =
  | { readonly code: number }
  | { readonly code?: undefined; readonly half: number; readonly left: number; readonly right: number };

export class Pieces {
  /** By number. Halves come before what consists of them. */
  readonly all: Piece[] = [];
  /** By character. */
  readonly #characters = new Map<number, number>();
  /** By half, then by the numbers of both halves. */
  readonly #pairs: ReadonlyMap<number, Map<number, number>> = new Map(halves.map((half) => [half, new Map()]));

  /** The numbers of a run's pieces in order. Beyond the end of the run stands anything. */
  of(run: readonly number[]): Int32Array {
    const numbers = new Int32Array(Math.ceil(run.length / pieceSize));
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.#numberOf(run, i * pieceSize, pieceSize);
    return numbers;
  }

  #numberOf(run: readonly number[], from: number, size: number): number {
    if (size === 1) return this.#character(run[from] ?? anyCode);
    const half = size / 2;
    const left = this.#numberOf(run, from, half);
    const right = this.#numberOf(run, from + half, half);
    if (right === anything) return left;
    const known = this.#pairs.get(half) as Map<number, number>;
    const key = (left + 1) * countMax + right;
    return known.get(key) ?? this.#add(known, key, { half, left, right });
  }

  #character(code: number): number {
    if (code === anyCode) return anything;
    return this.#characters.get(code) ?? this.#add(this.#characters, code, { code });
  }

  #add(known: Map<number, number>, key: number, piece: Piece): number {
    const number = this.all.length;
    this.all.push(piece);
    known.set(key, number);
    return number;
  }
}
