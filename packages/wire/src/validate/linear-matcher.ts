/** Whole values against a pattern in time that grows as their length does. */
import { Automaton, type CharacterClass } from './automaton.ts';
import { parsePattern, type Syntax } from './pattern-syntax.ts';

/** `undefined` where the pattern has what the automaton does not know. `flags` are those under which the pattern is read. */
export function linearMatcher(source: string, flags: string): ((value: string) => boolean) | undefined {
  const parsed = parsePattern(source);
  if (parsed === undefined) return undefined;
  const characters = new Characters(parsed.atoms, flags);
  const whole = Automaton.of(parsed.whole);
  if (whole === undefined) return undefined;
  const conditions = [{ automaton: whole, wanted: true }];
  const looks = [
    ...parsed.heads.map(({ syntax, wanted }) => ({
      syntax: withAnything(characters.anything, 'behind', syntax),
      wanted,
    })),
    ...parsed.tails.map(({ syntax, wanted }) => ({
      syntax: withAnything(characters.anything, 'before', syntax),
      wanted,
    })),
  ];
  for (const { syntax, wanted } of looks) {
    const automaton = Automaton.of(syntax);
    if (automaton === undefined) return undefined;
    conditions.push({ automaton, wanted });
  }
  return (value) => conditions.every(({ automaton, wanted }) => matches(automaton, characters, value) === wanted);
}

function withAnything(anything: number, where: 'before' | 'behind', look: Syntax): Syntax {
  const one: Syntax = { kind: 'character', atom: anything };
  const rest: Syntax = { kind: 'repetition', part: one, least: 0, most: Number.POSITIVE_INFINITY };
  return { kind: 'sequence', parts: where === 'before' ? [rest, look] : [look, rest] };
}

function matches(automaton: Automaton, characters: Characters, value: string): boolean {
  let set = automaton.start();
  for (let at = 0; at < value.length; at += 1) {
    let code = value.charCodeAt(at);
    if (characters.pairs && code >= 0xd800 && code < 0xdc00) {
      code = value.codePointAt(at) ?? code;
      if (code > 0xffff) at += 1;
    }
    const next = automaton.step(set, characters.classOf(code));
    if (next === undefined) return false;
    set = next;
  }
  return automaton.matchesAtEnd(set);
}

const pageBits = 8;
const pageSize = 1 << pageBits;
const isWord = /^\w$/;

/** Characters by what the atoms say of them: each is tried once, on JavaScript's own engine, and then known. */
class Characters {
  /** The place of an atom that takes every character. */
  readonly anything: number;
  /** Whether a pair of surrogates is one character. */
  readonly pairs: boolean;
  readonly #atoms: readonly RegExp[];
  readonly #classes: CharacterClass[] = [];
  readonly #bySignature: Map<string, CharacterClass> = new Map();
  /** By the upper bits of a character, then by the lower ones: one more than the class's place, 0 where it is not known yet. */
  readonly #pages: Map<number, Uint16Array> = new Map();
  readonly #firstPage: Uint16Array = new Uint16Array(pageSize);

  constructor(sources: readonly string[], flags: string) {
    this.pairs = flags.includes('u');
    this.anything = sources.length;
    this.#atoms = [...sources, '[^]'].map((source) => new RegExp(`^${source}$`, flags));
    this.#pages.set(0, this.#firstPage);
  }

  classOf(code: number): CharacterClass {
    const page = code < pageSize ? this.#firstPage : this.#pageOf(code >> pageBits);
    const place = page[code & (pageSize - 1)] ?? 0;
    return (place === 0 ? undefined : this.#classes[place - 1]) ?? this.#judge(code, page);
  }

  #pageOf(upper: number): Uint16Array {
    const known = this.#pages.get(upper);
    if (known !== undefined) return known;
    const made = new Uint16Array(pageSize);
    this.#pages.set(upper, made);
    return made;
  }

  #judge(code: number, page: Uint16Array): CharacterClass {
    const character = String.fromCodePoint(code);
    const atoms = this.#atoms.map((atom) => atom.test(character));
    const word = isWord.test(character);
    const signature = [word, ...atoms].map(Number).join('');
    let found = this.#bySignature.get(signature);
    if (found === undefined) {
      found = { id: this.#classes.length, isWord: word, atoms };
      this.#classes.push(found);
      this.#bySignature.set(signature, found);
    }
    page[code & (pageSize - 1)] = found.id + 1;
    return found;
  }
}
