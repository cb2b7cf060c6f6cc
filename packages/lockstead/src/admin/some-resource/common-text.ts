/** A text that two patterns have in common: what a policy's pattern and the form of a resource's ARN both mean. Pure. */

/** A character, any one character, or any number of any characters. */
type Token = string | typeof one | typeof many;
const one = Symbol('one');
const many = Symbol('many');

export type Pattern = readonly Token[];

/** Places where nothing else is asked for. */
const filler = 'x';
/** Steps of the search; each costs some nanoseconds. Patterns whose product is larger are not compared. */
const stepsMax = 400_000;

/** `*` and `?` as in a policy, after its variables have been replaced. */
export function policyPattern(text: string): Pattern {
  return [...text].map((character) => (character === '*' ? many : character === '?' ? one : character));
}

/** `${Name}` as in AWS's reference stands for a text that is not empty; `known` gives some their values. */
export function arnPattern(form: string, known: Readonly<Record<string, string>>): Pattern {
  return form.split(/(\$\{[^}]*\})/).flatMap((part): Pattern => {
    if (!part.startsWith('${')) return [...part];
    const value = known[part.slice(2, -1)];
    return value === undefined ? [one, many] : [...value];
  });
}

/** The shortest text that both mean; undefined where there is none, or the patterns are too long to look. */
export function commonText(left: Pattern, right: Pattern): string | undefined {
  const width = right.length + 1;
  const states = (left.length + 1) * width;
  if (states > stepsMax) return undefined;
  /** Where each state was reached from, and by which character; -1: not yet. */
  const from = new Int32Array(states).fill(-1);
  const by: string[] = [];
  const queue: number[] = [0];
  from[0] = 0;
  const reach = (state: number, origin: number, character: string): void => {
    if (from[state] !== -1) return;
    from[state] = origin;
    by[state] = character;
    queue.push(state);
  };
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] as number;
    const [i, j] = [Math.floor(state / width), state % width];
    if (i === left.length && j === right.length) return textTo(state, from, by);
    const [a, b] = [left[i], right[j]];
    if (a === many) reach(state + width, state, '');
    if (b === many) reach(state + 1, state, '');
    if (a === undefined || b === undefined) continue;
    const character = typeof a === 'string' ? a : typeof b === 'string' ? b : filler;
    if (typeof a === 'string' && typeof b === 'string' && a !== b) continue;
    reach(state + (a === many ? 0 : width) + (b === many ? 0 : 1), state, character);
  }
  return undefined;
}

function textTo(end: number, from: Int32Array, by: readonly string[]): string {
  const characters: string[] = [];
  for (let state = end; state !== 0; state = from[state] as number) characters.push(by[state] ?? '');
  return characters.reverse().join('');
}
