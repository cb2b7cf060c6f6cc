/**
 * The regular expressions of AWS's models, read as far as they go. What stands for one character (a letter, an escape, a class) is kept as
 * source and judged by JavaScript's own engine later, so that there is one truth on what `\S` or `\p{L}` means.
 */

export type Syntax =
  /** One character; `atom` is a place in `Pattern.atoms`. */
  | { readonly kind: 'character'; readonly atom: number }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'choice'; readonly branches: readonly Syntax[] }
  | { readonly kind: 'repetition'; readonly part: Syntax; readonly least: number; readonly most: number };

interface Look {
  readonly syntax: Syntax;
  readonly wanted: boolean;
}

export type Assertion = 'start' | 'end' | 'boundary' | 'noBoundary';

export interface ParsedPattern {
  readonly whole: Syntax;
  /** What must or must not stand at the value's start: `(?!aws:)…` */
  readonly heads: readonly Look[];
  /** The same of its end: `…(?<! )$` */
  readonly tails: readonly Look[];
  /** Sources of expressions that match one character. */
  readonly atoms: readonly string[];
}

/** `undefined` for what is not understood: references to groups, looks in the middle, names. */
export function parsePattern(source: string): ParsedPattern | undefined {
  try {
    return new PatternParser(source).parse();
  } catch (error) {
    if (error === notUnderstood) return undefined;
    throw error;
  }
}

const notUnderstood: Error = new Error('not understood');

/** Text that stands for one character or for none: an escape, a class, anything else. */
const escapeToken = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|[pP]\{[^}]*\}|[^xupPck1-9])/suy;
const classToken = /\[\^?(?:[^\]\\]|\\.)*\]/suy;
const tailStart = /\(\?<([=!])/y;
const quantifierToken = /(?:([*+?])|\{([0-9]{1,4})(,([0-9]{0,4}))?\})\??/suy;

class PatternParser {
  readonly #source: string;
  readonly #atoms: string[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ParsedPattern {
    const heads = this.#heads();
    const whole = this.#choice();
    const tails = this.#tails();
    if (this.#at !== this.#source.length) throw notUnderstood;
    // `(?!a)b|c`: the look would be the first branch's alone.
    if (heads.length + tails.length > 0 && whole.kind === 'choice') throw notUnderstood;
    return { whole, heads, tails, atoms: this.#atoms };
  }

  #heads(): ParsedPattern['heads'] {
    const heads: Look[] = [];
    const start = /\^?\(\?([=!])/y;
    for (;;) {
      start.lastIndex = this.#at;
      const look = start.exec(this.#source);
      if (look === null) return heads;
      this.#at = start.lastIndex;
      const syntax = this.#choice();
      this.#expect(')');
      heads.push({ syntax, wanted: look[1] === '=' });
    }
  }

  /** At the end of the pattern alone: a look in its middle is not understood. */
  #tails(): ParsedPattern['tails'] {
    const tails: Look[] = [];
    for (;;) {
      tailStart.lastIndex = this.#at;
      const look = tailStart.exec(this.#source);
      if (look === null) break;
      this.#at = tailStart.lastIndex;
      const syntax = this.#choice();
      this.#expect(')');
      tails.push({ syntax, wanted: look[1] === '=' });
    }
    if (tails.length > 0 && this.#source[this.#at] === '$') this.#at += 1;
    return tails;
  }

  #isTail(): boolean {
    tailStart.lastIndex = this.#at;
    return tailStart.test(this.#source);
  }

  #choice(): Syntax {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      branches.push(this.#sequence());
    }
    return branches.length === 1 && branches[0] !== undefined ? branches[0] : { kind: 'choice', branches };
  }

  #sequence(): Syntax {
    const parts: Syntax[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '') && !this.#isTail()) {
      parts.push(this.#quantified(this.#part()));
    }
    return { kind: 'sequence', parts };
  }

  #part(): Syntax {
    const character = this.#source[this.#at];
    switch (character) {
      case '^':
        this.#at += 1;
        return { kind: 'assertion', what: 'start' };
      case '$':
        this.#at += 1;
        return { kind: 'assertion', what: 'end' };
      case '(':
        return this.#group();
      case '[':
        return this.#character(this.#token(classToken)[0]);
      case '\\': {
        const token = this.#token(escapeToken)[0];
        if (token === '\\b') return { kind: 'assertion', what: 'boundary' };
        if (token === '\\B') return { kind: 'assertion', what: 'noBoundary' };
        return this.#character(token);
      }
      case '*':
      case '+':
      case '?':
      case '{':
        throw notUnderstood;
      default:
        this.#at += 1;
        // Half of a pair of surrogates is no character.
        if (character === undefined || /[\ud800-\udfff]/.test(character)) throw notUnderstood;
        return this.#character(character);
    }
  }

  #group(): Syntax {
    this.#at += 1;
    if (this.#source[this.#at] === '?') {
      if (this.#source[this.#at + 1] !== ':') throw notUnderstood;
      this.#at += 2;
    }
    const inner = this.#choice();
    this.#expect(')');
    return inner;
  }

  /** Lazy or greedy: which of the ways is taken makes no difference to whether there is one. */
  #quantified(part: Syntax): Syntax {
    quantifierToken.lastIndex = this.#at;
    const found = quantifierToken.exec(this.#source);
    if (found === null) return part;
    this.#at = quantifierToken.lastIndex;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) {
      return {
        kind: 'repetition',
        part,
        least: sign === '+' ? 1 : 0,
        most: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    }
    const upper = comma === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    return { kind: 'repetition', part, least: Number(least), most: upper };
  }

  #character(source: string): Syntax {
    const known = this.#atoms.indexOf(source);
    if (known >= 0) return { kind: 'character', atom: known };
    this.#atoms.push(source);
    return { kind: 'character', atom: this.#atoms.length - 1 };
  }

  #token(expression: RegExp): RegExpExecArray {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found === null) throw notUnderstood;
    this.#at = expression.lastIndex;
    return found;
  }

  #expect(character: string): void {
    if (this.#source[this.#at] !== character) throw notUnderstood;
    this.#at += 1;
  }
}
