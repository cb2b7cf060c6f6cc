/**
 * Wildcards: `*` any run of characters, `?` exactly one. Never a RegExp. Each character of the text is looked at a constant number of
 * times in all, whatever the pattern; only runs with a `?` inside are tried at each place anew, which their length bounds.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
import type { Token } from './pattern.ts';

/** What a glob reads: a string is one; tests hand in one that counts. */
export interface CharacterSource {
  readonly length: number;
  charCodeAt(index: number): number;
}

/** A `?` inside a run. */
const anyCode = -1;

/** A run of characters between two stars. */
interface Run {
  readonly codes: readonly number[];
  /** For Knuth-Morris-Pratt; undefined when the run holds a `?`. */
  readonly failure: readonly number[] | undefined;
  /** Characters that must stand between the run before and this one: the `?` that touched the star. */
  readonly gapMin: number;
}

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
  for (let i = 1; i < runs.length - 1; i++) {
    const run = runs[i] as number[];
    let start = 0;
    let end = run.length;
    while (start < end && run[start] === anyCode) start++;
    while (end > start && run[end - 1] === anyCode) end--;
    gapMin += start;
    if (start === end) continue;
    const codes = run.slice(start, end);
    middle.push({ codes, failure: codes.includes(anyCode) ? undefined : failureOf(codes), gapMin });
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

/** The leftmost place for each run in turn: a star can always stretch, so the first fit never loses a later one. */
export function matchesRuns(glob: Glob, text: CharacterSource): boolean {
  const { length } = text;
  if (glob.starred ? length < glob.lengthMin : length !== glob.lengthMin) return false;
  if (!standsAt(glob.first, text, 0)) return false;
  if (!glob.starred) return true;
  const end = length - glob.last.length;
  if (!standsAt(glob.last, text, end)) return false;
  let at = glob.first.length;
  for (const run of glob.middle) {
    at = find(run, text, at + run.gapMin, end);
    if (at < 0) return false;
  }
  return at + glob.lastGapMin <= end;
}

function standsAt(codes: readonly number[], text: CharacterSource, at: number): boolean {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== anyCode && code !== text.charCodeAt(at + i)) return false;
  }
  return true;
}

/** Where the run's first occurrence at or after `from` ends, or -1. */
function find(run: Run, text: CharacterSource, from: number, end: number): number {
  const { codes, failure } = run;
  const size = codes.length;
  if (failure === undefined) {
    for (let at = from; at + size <= end; at++) if (standsAt(codes, text, at)) return at + size;
    return -1;
  }
  let matched = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && codes[matched] !== code) matched = failure[matched - 1] as number;
    if (codes[matched] === code) matched++;
    if (matched === size) return at + 1;
  }
  return -1;
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
