/**
 * A pattern as an automaton of sets of states, made while values are read: time in proportion to the value's length, whatever the pattern
 * and whatever the value. It says whether the whole value matches and nothing else.
 */
import type { Assertion, Syntax } from './pattern-syntax.ts';

/** States of one pattern. The longest of AWS's counts to 2,048. */
const statesMax = 10_000;
/** Entries of all the sets that are kept; hostile values may lead to many, and then they are made anew. */
const entriesMax = 200_000;

type Node =
  | { readonly kind: 'character'; readonly atom: number; readonly next: number }
  | { readonly kind: 'assertion'; readonly what: Assertion; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'match' };

/** What stands before the place looked at. */
type Before = 'nothing' | 'word' | 'other';

/** A set of nodes that the value so far leads to, and where each class of characters leads from there. */
interface StateSet {
  readonly nodes: readonly number[];
  readonly before: Before;
  readonly next: (StateSet | undefined)[];
  matchesAtEnd: boolean | undefined;
}

/** Characters that all atoms judge alike. */
export interface CharacterClass {
  readonly id: number;
  readonly isWord: boolean;
  /** By the atom's place. */
  readonly atoms: readonly boolean[];
}

export class Automaton {
  readonly #nodes: Node[] = [];
  readonly #asserts: boolean;
  readonly #start: StateSet;
  readonly #known: Map<string, StateSet> = new Map();
  #entries = 0;

  /** `undefined` where the pattern counts too far. */
  static of(syntax: Syntax): Automaton | undefined {
    return sizeOf(syntax) > statesMax ? undefined : new Automaton(syntax);
  }

  private constructor(syntax: Syntax) {
    const match = this.#add({ kind: 'match' });
    const first = this.#build(syntax, match);
    this.#asserts = this.#nodes.some(({ kind }) => kind === 'assertion');
    this.#start = this.#setOf([first], 'nothing');
  }

  start(): StateSet {
    return this.#start;
  }

  /** `undefined`: nothing that may follow can make it match. */
  step(from: StateSet, by: CharacterClass): StateSet | undefined {
    const known = from.next[by.id];
    if (known !== undefined) return known.nodes.length === 0 ? undefined : known;
    const reached: number[] = [];
    for (const place of this.#resolved(from, by.isWord ? 'word' : 'other')) {
      const node = this.#nodes[place];
      if (node?.kind === 'character' && by.atoms[node.atom] === true) reached.push(node.next);
    }
    const made = this.#setOf(reached, by.isWord ? 'word' : 'other');
    from.next[by.id] = made;
    return made.nodes.length === 0 ? undefined : made;
  }

  matchesAtEnd(set: StateSet): boolean {
    set.matchesAtEnd ??= this.#resolved(set, 'nothing').some((place) => this.#nodes[place]?.kind === 'match');
    return set.matchesAtEnd;
  }

  #add(node: Node): number {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }

  /** Backwards: what comes after is there already. */
  #build(syntax: Syntax, next: number): number {
    switch (syntax.kind) {
      case 'character':
        return this.#add({ kind: 'character', atom: syntax.atom, next });
      case 'assertion':
        return this.#add({ kind: 'assertion', what: syntax.what, next });
      case 'sequence':
        return syntax.parts.reduceRight((after, part) => this.#build(part, after), next);
      case 'choice':
        return this.#add({ kind: 'fork', next: syntax.branches.map((branch) => this.#build(branch, next)) });
      case 'repetition':
        return this.#repetition(syntax, next);
    }
  }

  #repetition({ part, least, most }: Extract<Syntax, { kind: 'repetition' }>, next: number): number {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      const ways: number[] = [next];
      first = this.#add({ kind: 'fork', next: ways });
      ways.push(this.#build(part, first));
    } else {
      for (let count = least; count < most; count += 1) {
        first = this.#add({ kind: 'fork', next: [next, this.#build(part, first)] });
      }
    }
    for (let count = 0; count < least; count += 1) first = this.#build(part, first);
    return first;
  }

  #setOf(places: readonly number[], before: Before): StateSet {
    const nodes = this.#closure(places, undefined).sort((one, other) => one - other);
    // What came before is asked by assertions alone; without any, sets are fewer.
    const shown = this.#asserts ? before : 'other';
    const key = `${shown} ${nodes.join(' ')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#entries + nodes.length > entriesMax) this.#forget();
    this.#entries += nodes.length + 1;
    const made: StateSet = { nodes, before: shown, next: [], matchesAtEnd: undefined };
    this.#known.set(key, made);
    return made;
  }

  /** The ways between sets are cut too: whoever holds one would keep all the others. */
  #forget(): void {
    for (const set of this.#known.values()) set.next.length = 0;
    this.#known.clear();
    this.#entries = 0;
  }

  /** The set's nodes, its assertions judged by what comes next. */
  #resolved(set: StateSet, after: Before): readonly number[] {
    if (!this.#asserts) return set.nodes;
    return this.#closure(set.nodes, (what) => holds(what, set.before, after));
  }

  /** All that can be reached without a character. Without `judge` assertions stay, to be judged when the next character is known. */
  #closure(places: readonly number[], judge: ((what: Assertion) => boolean) | undefined): number[] {
    const seen: Set<number> = new Set();
    const reached: number[] = [];
    const open = [...places];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen.has(place)) continue;
      seen.add(place);
      const node = this.#nodes[place];
      if (node?.kind === 'fork') open.push(...node.next);
      else if (node?.kind === 'assertion' && judge !== undefined) {
        if (judge(node.what)) open.push(node.next);
      } else reached.push(place);
    }
    return reached;
  }
}

function holds(what: Assertion, before: Before, after: Before): boolean {
  switch (what) {
    case 'start':
      return before === 'nothing';
    case 'end':
      return after === 'nothing';
    case 'boundary':
      return (before === 'word') !== (after === 'word');
    case 'noBoundary':
      return (before === 'word') === (after === 'word');
  }
}

/** How many nodes it will have, counted without making them. */
function sizeOf(syntax: Syntax): number {
  switch (syntax.kind) {
    case 'sequence':
      return syntax.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'choice':
      return syntax.branches.reduce((sum, branch) => sum + sizeOf(branch), 1);
    case 'repetition': {
      const { part, least, most } = syntax;
      const count = most === Number.POSITIVE_INFINITY ? least + 1 : most;
      return (sizeOf(part) + 1) * count;
    }
    default:
      return 1;
  }
}
