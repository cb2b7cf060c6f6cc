/**
 * The shortest text that a pattern describes, or one about as long as asked for: enough of regular expressions for the patterns that
 * stand in AWS's models. What it makes is a guess: whoever asks tries it on the pattern itself.
 */
import { noSample } from './no-sample.ts';

/** Something that repeats, written `least` times and more where there is room. */
interface Piece {
  readonly text: string;
  readonly least: number;
  readonly most: number;
}

export function textOfPattern(pattern: string, length: number): string | typeof noSample {
  const pieces = new PatternReader(pattern).read();
  if (pieces === undefined) return noSample;
  let missing = length - pieces.reduce((sum, { text, least }) => sum + text.length * least, 0);
  let out = '';
  // Room goes to the last loop that has some: names stand behind prefixes.
  const counts = pieces.map(({ least }) => least);
  for (let index = pieces.length - 1; index >= 0 && missing > 0; index -= 1) {
    const piece = pieces[index];
    if (piece === undefined || piece.text.length === 0) continue;
    const more = Math.min(Math.floor(missing / piece.text.length), piece.most - piece.least);
    counts[index] = piece.least + more;
    missing -= more * piece.text.length;
  }
  for (const [index, { text }] of pieces.entries()) out += text.repeat(counts[index] ?? 0);
  return out;
}

const classes: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' };
const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): readonly Piece[] | undefined {
    const pieces = this.#branch();
    // An alternative at the top: its first branch is text enough.
    return this.#at === this.#pattern.length || this.#pattern[this.#at] === '|' ? pieces : undefined;
  }

  /** Up to the end, an alternative, or the group's end. */
  #branch(): Piece[] | undefined {
    const pieces: Piece[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] ?? '')) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      const [least, most] = this.#quantifier();
      // A group that stands once keeps its own loops open.
      if (atom.length === 1 || least !== 1 || most !== 1) {
        const only = atom.length === 1 && atom[0]?.least === 1 && atom[0].most === 1 ? atom[0].text : shortest(atom);
        pieces.push({ text: only, least, most });
      } else pieces.push(...atom);
    }
    return pieces;
  }

  #atom(): readonly Piece[] | undefined {
    const character = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    switch (character) {
      case '^':
      case '$':
        return [once('')];
      case '.':
        return [once('a')];
      case '[':
        return this.#characterClass();
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      default:
        return [once(character)];
    }
  }

  #escape(): readonly Piece[] | undefined {
    const character = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    if (character === 'p' || character === 'P') return undefined;
    if (character === 'b' || character === 'B') return [once('')];
    return [once(classes[character] ?? escapes[character] ?? character)];
  }

  /** The first of what it takes; a letter where it says what it does not. */
  #characterClass(): readonly Piece[] | undefined {
    const negated = this.#pattern[this.#at] === '^';
    const end = this.#endOfClass();
    if (end < 0) return undefined;
    const inside = this.#pattern.slice(this.#at, end);
    this.#at = end + 1;
    if (negated) return [once('a')];
    for (const range of ['a-z', 'A-Z', '0-9', 'a-f']) if (inside.includes(range)) return [once(range.charAt(0))];
    if (inside.startsWith('\\'))
      return [once(classes[inside[1] ?? ''] ?? escapes[inside[1] ?? ''] ?? inside.charAt(1))];
    return [once(inside.charAt(0))];
  }

  #endOfClass(): number {
    for (let at = this.#at; at < this.#pattern.length; at += 1) {
      if (this.#pattern[at] === '\\') at += 1;
      else if (this.#pattern[at] === ']' && at > this.#at) return at;
    }
    return -1;
  }

  #group(): readonly Piece[] | undefined {
    const isLook = /^\?<?[=!]/.test(this.#pattern.slice(this.#at, this.#at + 3));
    if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2;
    const first = this.#branch();
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      if (this.#branch() === undefined) return undefined;
    }
    if (this.#pattern[this.#at] !== ')') return undefined;
    this.#at += 1;
    // What is only looked at is not written.
    return isLook ? [once('')] : first;
  }

  #quantifier(): readonly [least: number, most: number] {
    const character = this.#pattern[this.#at];
    const simple = { '?': [0, 1], '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY] } as const;
    if (character === '?' || character === '*' || character === '+') {
      this.#at += 1;
      return simple[character];
    }
    const counted = /^\{([0-9]+)(,([0-9]*))?\}/.exec(this.#pattern.slice(this.#at, this.#at + 16));
    if (counted === null) return [1, 1];
    this.#at += counted[0].length;
    const least = Number(counted[1]);
    if (counted[2] === undefined) return [least, least];
    return [least, counted[3] === '' ? Number.POSITIVE_INFINITY : Number(counted[3])];
  }
}

function once(text: string): Piece {
  return { text, least: 1, most: 1 };
}

function shortest(pieces: readonly Piece[]): string {
  return pieces.map(({ text, least }) => text.repeat(least)).join('');
}
