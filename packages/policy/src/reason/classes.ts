/**
 * All texts, sorted by which of some patterns they match: finitely many classes, each with a text as its example.
 * Exact for `*` and `?`: the patterns are walked together as automata, breadth first, so that examples are short.
 */
import { globOf, matchesGlob } from '../match/glob.ts';
import { tokenize } from '../match/pattern.ts';

/** All texts that the same patterns match. */
export interface TextClass {
  /** For each pattern: does the class match it? */
  readonly matches: readonly boolean[];
  readonly example: string;
}

/** Steps from single places of patterns before the answer is "cannot say": some hundred patterns of everyday length, about a second. */
const stepsMax = 3_000_000;

interface State {
  /** For each pattern the places in it that the text so far may have reached, ascending. */
  readonly places: readonly (readonly number[])[];
  readonly text: string;
}

/** Undefined when there are too many to say: after so many steps. */
export function classesOf(patterns: readonly string[], most: number = stepsMax): readonly TextClass[] | undefined {
  const found = new Map<string, TextClass>();
  const start: State = { places: patterns.map((pattern) => closed(pattern, [0])), text: '' };
  const seen = new Set([keyOf(start)]);
  const queue = [start];
  let steps = 0;
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next] as State;
    const matches = state.places.map((places, i) => places.includes((patterns[i] as string).length));
    const signature = matches.map(Number).join('');
    if (!found.has(signature)) found.set(signature, { matches, example: state.text });
    const cost = state.places.reduce((sum, { length }) => sum + 1 + length, 0);
    for (const character of charactersFrom(state, patterns)) {
      steps += cost;
      if (steps > most) return undefined;
      const places = state.places.map((from, i) => step(patterns[i] as string, from, character));
      const reached = { places, text: state.text + character };
      const key = keyOf(reached);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(reached);
    }
  }
  return [...found.values()];
}

/** Characters that some pattern waits for, and one that none does. */
function charactersFrom({ places }: State, patterns: readonly string[]): readonly string[] {
  const wanted = new Set<string>();
  for (const [i, from] of places.entries()) {
    for (const place of from) {
      const character = (patterns[i] as string)[place];
      if (character !== undefined && character !== '*' && character !== '?') wanted.add(character);
    }
  }
  const other =
    'xyzabcdefghijklmnopqrstuvw0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZ'
      .split('')
      .find((character) => !wanted.has(character)) ?? '\u00e9';
  // The other one first: an example should read like a word, not like a pattern.
  return [other, ...wanted];
}

function step(pattern: string, from: readonly number[], character: string): readonly number[] {
  const to: number[] = [];
  for (const place of from) {
    if (pattern[place] === '*') to.push(place);
    else if (pattern[place] === '?' || pattern[place] === character) to.push(place + 1);
  }
  return closed(pattern, to);
}

/** A star may stand for nothing: what stands behind it is reached as well. */
function closed(pattern: string, places: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (let place of places) {
    all.add(place);
    while (pattern[place] === '*') all.add(++place);
  }
  return [...all].sort((a, b) => a - b);
}

function keyOf({ places }: State): string {
  return places.map((each) => each.join()).join('|');
}

/** The same for texts that are given: real action names, say. Each class keeps all of its texts. */
export function classesAmong(
  patterns: readonly string[],
  texts: Iterable<string>,
): readonly (TextClass & { readonly texts: readonly string[] })[] {
  const globs = patterns.map((pattern) => globOf(tokenize(pattern, false, true).tokens));
  const found = new Map<string, { matches: readonly boolean[]; example: string; texts: string[] }>();
  for (const text of texts) {
    const lower = text.toLowerCase();
    const matches = globs.map((glob) => matchesGlob(glob, lower));
    const signature = matches.map(Number).join('');
    const known = found.get(signature);
    if (known === undefined) found.set(signature, { matches, example: text, texts: [text] });
    else known.texts.push(text);
  }
  return [...found.values()];
}
