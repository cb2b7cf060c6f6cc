/**
 * Finds a run of characters of which some are `?`, at its first place in a text, in bounded time.
 *
 * Trying the run at each place anew takes little time on everyday input, and the product of both lengths on hostile input. So it has an
 * allowance. When that is used up, 128 places are tried together. The run is cut into pieces of 32 characters (pieces.ts). For each
 * different piece one bit a place says whether it stands there (place-rows.ts), and the bits of all pieces are combined by AND. Making and
 * combining bits takes at most 2 * (length of the run) * (length of the text) / 32 words, whatever the input. A run that repeats itself
 * takes less, and one that does not has soon no place left.
 *
 * Not Knuth-Morris-Pratt, because with `?` two overlapping occurrences need not fit a third one.
 * Background: Baeza-Yates and Gonnet, "A new approach to text searching", 1992.
 */
import { anyCode, anything, type Pieces, pieceSize } from './pieces.ts';
import { type CharacterSource, PlaceRows } from './place-rows.ts';

/** A run of characters, `anyCode` for a `?`. It begins and ends with another. */
export class GappedRun {
  readonly codes: readonly number[];
  readonly #of: Pieces;
  #pieces: Int32Array | undefined;

  /** `of` is the same for all runs of a pattern. */
  constructor(codes: readonly number[], of: Pieces) {
    this.codes = codes;
    this.#of = of;
  }

  /** Made when first needed: most runs are never sought by pieces. */
  get pieces(): Int32Array {
    this.#pieces ??= this.#of.of(this.codes);
    return this.#pieces;
  }

  /** Where the pieces of all runs of the pattern stand in a text. */
  rowsIn(text: CharacterSource): PlaceRows {
    return new PlaceRows(this.#of, text);
  }
}

/** Comparisons of one character that are allowed before pieces are used: some, one for eight of the text's characters, some for each run. */
const plainSteps = 256;
const plainStepsOfRun = 64;

/** Where no more than this many of 128 places are left, it takes less to try them one by one. */
const fewPlaces = 1;

/** The places that are left are counted after the first piece, and then each time after this many. */
const pieceGroup = 8;

/** One text in which the runs of one pattern are sought, one behind the other. */
export class GapSearch {
  readonly #text: CharacterSource;
  #allowance: number;
  #rows: PlaceRows | undefined;
  #steps = 0;

  /** `allowance` is for tests: with none, pieces are used from the start. */
  constructor(text: CharacterSource, allowance: number = (text.length >>> 3) + plainSteps) {
    this.#text = text;
    this.#allowance = allowance;
  }

  /** Work done so far: a character compared, a piece cut, a word of 32 places made or combined count one each. */
  get steps(): number {
    return this.#steps + (this.#rows?.steps ?? 0);
  }

  /** Where the first occurrence ends that begins at `from` or later and ends at `end` or earlier; -1 where there is none. */
  find(run: GappedRun, from: number, end: number): number {
    const { codes } = run;
    const text = this.#text;
    const lastPlace = end - codes.length;
    for (let place = from; place <= lastPlace; place++) {
      if (this.#allowance <= 0) return this.#findByPieces(run, place, lastPlace);
      let i = 0;
      while (i < codes.length && (codes[i] === text.charCodeAt(place + i) || codes[i] === anyCode)) i++;
      this.#allowance -= i + 1;
      this.#steps += i + 1;
      if (i >= codes.length) {
        this.#allowance += Math.min(i, plainStepsOfRun);
        return place + i;
      }
    }
    return -1;
  }

  /** To be called when nothing more is sought. */
  end(): void {
    this.#rows?.end();
  }

  #findByPieces(run: GappedRun, from: number, lastPlace: number): number {
    const { codes, pieces } = run;
    this.#rows ??= run.rowsIn(this.#text);
    const rows = this.#rows;
    const starts: number[] = [];
    this.#steps += pieces.length;
    for (let word = from >>> 5; word * 32 <= lastPlace; word += 4) {
      rows.left.fill(-1);
      if (word * 32 < from) rows.left[0] = -1 << (from & 31);
      const tried = this.#combine(pieces, rows, starts, word) * pieceSize;
      for (let i = 0; i < 4; i++) {
        for (let places = rows.left[i] as number; places !== 0; places &= places - 1) {
          const place = (word + i) * 32 + 31 - Math.clz32(places & -places);
          if (place > lastPlace) return -1;
          if (this.#standsAt(codes, rows.codes, place, tried)) return place + codes.length;
        }
      }
    }
    return -1;
  }

  /**
   * Leaves those of 128 places at which pieces stand, and answers how many pieces it has tried: all, where more than a few places are left.
   * `starts` has the rows of the pieces that were tried for the blocks before.
   */
  #combine(pieces: Int32Array, rows: PlaceRows, starts: number[], word: number): number {
    const { left } = rows;
    let w0 = left[0] as number;
    let w1 = left[1] as number;
    let w2 = left[2] as number;
    let w3 = left[3] as number;
    let tried = 0;
    while (tried < pieces.length) {
      const stop = tried === 0 ? 1 : Math.min(tried + pieceGroup, pieces.length);
      for (let k = starts.length; k < stop; k++) {
        starts.push(pieces[k] === anything ? rows.everywhere() : rows.row(pieces[k] as number) + k);
      }
      const { words } = rows;
      for (let k = tried; k < stop; k++) {
        const at = (starts[k] as number) + word;
        w0 &= words[at] as number;
        w1 &= words[at + 1] as number;
        w2 &= words[at + 2] as number;
        w3 &= words[at + 3] as number;
      }
      this.#steps += 4 * (stop - tried);
      tried = stop;
      if (bitsIn(w0) + bitsIn(w1) + bitsIn(w2) + bitsIn(w3) <= fewPlaces) break;
    }
    left[0] = w0;
    left[1] = w1;
    left[2] = w2;
    left[3] = w3;
    return tried;
  }

  /** The characters of the run from `first` on, if the run begins at `place`. */
  #standsAt(codes: readonly number[], text: Uint16Array, place: number, first: number): boolean {
    let i = first;
    while (i < codes.length && (codes[i] === text[place + i] || codes[i] === anyCode)) i++;
    this.#steps += i - first + 1;
    return i >= codes.length;
  }
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
