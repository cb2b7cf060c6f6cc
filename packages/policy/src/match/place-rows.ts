/**
 * Where the pieces of a pattern stand in one text, a bit a place: bit i of a piece's row says whether it stands at place i.
 * A row is made from the rows of both halves, that of a character from the text; each once, when it is asked for.
 */
import { anything, type Piece, type Pieces } from './pieces.ts';

/** What a glob reads: a string is one; tests hand in one that counts. */
export interface CharacterSource {
  readonly length: number;
  charCodeAt(index: number): number;
}

/** Words of the first buffer, and how much larger each next one is. */
const firstWords = 2 ** 16;
const growth = 4;

/** Words behind each row, so that four can be read from any of its places. */
const rowTail = 4;

const absent = -1;

/**
 * A buffer that is not in use: fresh memory costs more than all else that is done with it. One that is in use is not here, so that a search
 * within a search gets a buffer of its own.
 */
let spare: Int32Array | undefined;

export class PlaceRows {
  /** Of the text. */
  readonly codes: Uint16Array;
  /** Room for the search: four words of places that are left. */
  readonly left: Int32Array = new Int32Array(4);
  readonly #pieces: Pieces;
  readonly #rowWords: number;
  /** By character: one more than the last place where it stands. */
  readonly #last: Int32Array;
  /** By place: one more than the place before it with the same character. */
  readonly #before: Int32Array;
  /** By number of the piece: the word where its row begins. */
  readonly #rows: number[] = [];
  #words: Int32Array;
  #used = 0;
  #every = absent;
  /** Characters read, bits set and words written so far. */
  steps: number;

  constructor(pieces: Pieces, text: CharacterSource) {
    const { length } = text;
    const codes = new Uint16Array(length);
    const before = new Int32Array(length);
    let last = new Int32Array(256);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= last.length) last = forAllCodes(last);
      codes[i] = code;
      before[i] = last[code] as number;
      last[code] = i + 1;
    }
    this.codes = codes;
    this.#last = last;
    this.#before = before;
    this.#pieces = pieces;
    this.#rowWords = ((length + 31) >>> 5) + rowTail;
    this.#words = spare ?? new Int32Array(firstWords);
    spare = undefined;
    this.steps = length;
  }

  /** All rows. Others when a row was added: to be asked for again after `row`. */
  get words(): Int32Array {
    return this.#words;
  }

  /** The word in `words` where the row of a piece begins. */
  row(number: number): number {
    const known = this.#rows[number] ?? absent;
    if (known !== absent) return known;
    while (this.#rows.length <= number) this.#rows.push(absent);
    const piece = this.#pieces.all[number] as Piece;
    const row = piece.code === undefined ? this.#combine(piece.left, piece.right, piece.half) : this.#mark(piece.code);
    this.#rows[number] = row;
    this.steps += this.#rowWords;
    return row;
  }

  /** Ends the use of the rows. */
  end(): void {
    if (this.#words.length === firstWords) spare = this.#words;
  }

  #mark(code: number): number {
    const row = this.#add();
    const words = this.#words;
    const before = this.#before;
    words.fill(0, row, row + this.#rowWords);
    let next = this.#last[code] ?? 0;
    let count = 0;
    for (; next > 0; count++) {
      const place = next - 1;
      const word = row + (place >>> 5);
      words[word] = (words[word] as number) | (1 << (place & 31));
      next = before[place] as number;
    }
    this.steps += count;
    return row;
  }

  #combine(leftPiece: number, rightPiece: number, half: number): number {
    const right = this.row(rightPiece);
    const left = leftPiece === anything ? this.everywhere() : this.row(leftPiece);
    const row = this.#add();
    const words = this.#words;
    const end = row + this.#rowWords - 1;
    const rest = 32 - half;
    let word = words[right] as number;
    for (let at = row, l = left, r = right + 1; at < end; at++, l++, r++) {
      const next = words[r] as number;
      words[at] = (words[l] as number) & ((word >>> half) | (next << rest));
      word = next;
    }
    words[end] = 0;
    return row;
  }

  /** The row of what stands at every place. */
  everywhere(): number {
    if (this.#every === absent) {
      this.#every = this.#add();
      this.#words.fill(-1, this.#every, this.#every + this.#rowWords);
      this.steps += this.#rowWords;
    }
    return this.#every;
  }

  #add(): number {
    const row = this.#used;
    this.#used += this.#rowWords;
    if (this.#used > this.#words.length) {
      const words = new Int32Array(Math.max(this.#words.length * growth, this.#used));
      words.set(this.#words);
      this.#words = words;
    }
    return row;
  }
}

/** Room for every UTF-16 code unit. */
function forAllCodes(narrow: Int32Array): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(65_536);
  wide.set(narrow);
  return wide;
}
