/**
 * Wildcards: `*` any run of characters, `?` exactly one. Never a RegExp. Each character of the text is looked at a constant number of
 * times in all, whatever the pattern; for runs with a `?` inside, gap-search.ts says what bounds the work.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
import { GappedRun, GapSearch } from './gap-search.ts';
import type { Token } from './pattern.ts';
import { anyCode, Pieces } from './pieces.ts';
import type { CharacterSource } from './place-rows.ts';

/** Literal text, with the table of Knuth, Morris and Pratt. */
interface LiteralRun {
  readonly codes: readonly number[];
  readonly failure: readonly number[];
}

/** A run of characters between two stars: plain text, or with a `?` inside. */
type Run = {
  /** Characters that must stand between the run before and this one: the `?` that touched the star. */
  readonly gapMin: number;
} & (
  | { readonly text: LiteralRun; readonly gapped?: undefined }
  | { readonly text?: undefined; readonly gapped: GappedRun }
);

export interface Glob {
  /** The pattern is this text, this text and then anything, anything at all, or needs the runs. */
  readonly kind: 'literal' | 'prefix' | 'any' | 'runs';
  /** The text before the first wildcard. */
  readonly head: string;
  /** The same, for `prefix` alone. */
  readonly headCodes: Uint16Array;
  readonly first: readonly number[];
  readonly middle: readonly Run[];
  /** Before the last run. */
  readonly lastGapMin: number;
  readonly last: readonly number[];
  readonly lengthMin: number;
  /** Without a star a pattern matches only texts as long as itself. */
  readonly starred: boolean;
}

const none: readonly never[] = [];
const noCodes: Uint16Array = new Uint16Array(0);

/** Tokens without variables. Adjacent wildcards collapse: `*?*?` is "at least two characters". */
export function globOf(tokens: readonly Token[]): Glob {
  return simpleGlob(tokens) ?? runsOf(tokens);
}

/** Most patterns are plain text, or plain text and a star: nothing more to prepare. */
function simpleGlob(tokens: readonly Token[]): Glob | undefined {
  const first = tokens[0];
  if (tokens.length > 2 || first === undefined) return undefined;
  const starred = tokens[tokens.length - 1]?.kind === 'star';
  if (tokens.length === 2 && (!starred || first.kind !== 'text')) return undefined;
  if (first.kind === 'star') return simple('any', '', true);
  return first.kind === 'text' ? simple(starred ? 'prefix' : 'literal', first.text, starred) : undefined;
}

function simple(kind: 'any' | 'literal' | 'prefix', head: string, starred: boolean): Glob {
  const headCodes = kind === 'prefix' ? codesOf(head) : noCodes;
  return {
    kind,
    head,
    headCodes,
    first: none,
    middle: none,
    lastGapMin: 0,
    last: none,
    lengthMin: head.length,
    starred,
  };
}

function runsOf(tokens: readonly Token[]): Glob {
  const runs: number[][] = [[]];
  for (const token of tokens) {
    const run = runs[runs.length - 1] as number[];
    if (token.kind === 'star') runs.push([]);
    else if (token.kind === 'question') run.push(anyCode);
    else if (token.kind === 'text') for (let i = 0; i < token.text.length; i++) run.push(token.text.charCodeAt(i));
  }
  const lengthMin = runs.reduce((sum, run) => sum + run.length, 0);
  const first = runs[0] as number[];
  const head = textBefore(first);
  if (runs.length === 1) {
    const kind = head.length === first.length ? 'literal' : 'runs';
    return {
      kind,
      head,
      headCodes: noCodes,
      first,
      middle: none,
      lastGapMin: 0,
      last: none,
      lengthMin,
      starred: false,
    };
  }
  // Between stars only the literal core of a run has a place to be found; its outer `?` widen the gaps.
  let gapMin = 0;
  const middle: Run[] = [];
  const pieces = new Pieces();
  for (let i = 1; i < runs.length - 1; i++) {
    const run = runs[i] as number[];
    let start = 0;
    let end = run.length;
    while (start < end && run[start] === anyCode) start++;
    while (end > start && run[end - 1] === anyCode) end--;
    gapMin += start;
    if (start === end) continue;
    const codes = run.slice(start, end);
    middle.push(runOf(codes, gapMin, pieces));
    gapMin = run.length - end;
  }
  const last = runs[runs.length - 1] as number[];
  const prefix = middle.length === 0 && last.length === 0 && gapMin === 0 && head.length === first.length;
  const kind = !prefix ? 'runs' : head === '' ? 'any' : 'prefix';
  return {
    kind,
    head,
    headCodes: kind === 'prefix' ? codesOf(head) : noCodes,
    first,
    middle,
    lastGapMin: gapMin,
    last,
    lengthMin,
    starred: true,
  };
}

/** The code units of a text. Reading them from here costs half of reading them from a string. */
export function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(i);
  return codes;
}

/** Like `String.startsWith`, which V8 does not compile into the caller. Read from the end: ARNs are alike at the start. */
export function startsWith(text: string, head: Uint16Array): boolean {
  let i = head.length;
  if (text.length < i) return false;
  while (--i >= 0) if (text.charCodeAt(i) !== head[i]) return false;
  return true;
}

export function matchesGlob(glob: Glob, text: string): boolean {
  switch (glob.kind) {
    case 'any':
      return true;
    case 'literal':
      return text === glob.head;
    case 'prefix':
      return startsWith(text, glob.headCodes);
    case 'runs':
      return matchesRuns(glob, text);
  }
}

/**
 * The leftmost place for each run in turn: a star can always stretch, so the first fit never loses a later one.
 * `search` is given by tests, which ask it afterwards how much it did; it must be of the same text.
 */
export function matchesRuns(glob: Glob, text: CharacterSource, search?: GapSearch): boolean {
  const { length } = text;
  if (glob.starred ? length < glob.lengthMin : length !== glob.lengthMin) return false;
  if (!standsAt(glob.first, text, 0)) return false;
  if (!glob.starred) return true;
  const end = length - glob.last.length;
  if (!standsAt(glob.last, text, end)) return false;
  let at = glob.first.length;
  let gaps = search;
  for (const run of glob.middle) {
    const from = at + run.gapMin;
    if (run.text !== undefined) at = find(run.text, text, from, end);
    else {
      gaps ??= new GapSearch(text);
      at = gaps.find(run.gapped, from, end);
    }
    if (at < 0) break;
  }
  if (search === undefined) gaps?.end();
  return at >= 0 && at + glob.lastGapMin <= end;
}

function standsAt(codes: readonly number[], text: CharacterSource, at: number): boolean {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== anyCode && code !== text.charCodeAt(at + i)) return false;
  }
  return true;
}

/** Where the first occurrence of literal text at or after `from` ends, or -1: Knuth-Morris-Pratt. */
function find({ codes, failure }: LiteralRun, text: CharacterSource, from: number, end: number): number {
  const size = codes.length;
  let matched = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && codes[matched] !== code) matched = failure[matched - 1] as number;
    if (codes[matched] === code) matched++;
    if (matched === size) return at + 1;
  }
  return -1;
}

function runOf(codes: readonly number[], gapMin: number, pieces: Pieces): Run {
  if (codes.includes(anyCode)) return { gapMin, gapped: new GappedRun(codes, pieces) };
  return { gapMin, text: { codes, failure: failureOf(codes) } };
}

function failureOf(codes: readonly number[]): readonly number[] {
  const failure = [0];
  let matched = 0;
  for (let i = 1; i < codes.length; i++) {
    while (matched > 0 && codes[i] !== codes[matched]) matched = failure[matched - 1] as number;
    if (codes[i] === codes[matched]) matched++;
    failure.push(matched);
  }
  return failure;
}

function textBefore(codes: readonly number[]): string {
  let head = '';
  for (const code of codes) {
    if (code === anyCode) break;
    head += String.fromCharCode(code);
  }
  return head;
}
