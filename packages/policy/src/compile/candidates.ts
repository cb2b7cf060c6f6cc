/**
 * The statements of one effect that name an action, found by resource: most are never looked at.
 *
 * Patterns are grouped by their literal text before the first wildcard. One rolling hash runs along the request's ARN and is looked up
 * at each length at which a group exists, so that the work is that of reading the ARN once, however many statements there are.
 */
import { codesOf, startsWith } from '../match/glob.ts';
import type { Reach } from '../match/principal.ts';
import { matchesTemplate, type Template } from '../match/template.ts';
import type { Request } from '../request.ts';
import type { CompiledStatement } from './compiled-statement.ts';

/** Fewer patterns than this are quicker looked at than hashed for. */
const tabledMin = 6;

/** One pattern of one statement. `check`: the text beyond the head still has to match. */
interface Entry {
  readonly place: number;
  readonly template: Template;
  readonly check: boolean;
}

interface Group {
  readonly head: string;
  readonly codes: Uint16Array;
  /** Literal patterns: the ARN must end where the head does. */
  readonly exact: Entry[];
  readonly open: Entry[];
}

/**
 * What was found: four times the statement's place or index, and how closely it names the caller. One number, so that nothing is allocated and
 * nothing is kept between calls.
 */
type Found = number;
const nowhere: Found = 0x7fff_fffc;

/** The statement's index in its document. */
export function indexOf(found: Found): number {
  return found >>> 2;
}

export function reachOf(found: Found): Reach {
  return (found & 3) as Reach;
}

export class Candidates {
  /** One of the statements matches whoever asks for whatever resource. */
  readonly matchesAll: boolean;
  readonly #statements: readonly CompiledStatement[];
  /** Places in `#statements` that no literal text sorts: `*`, NotResource, no Resource at all. Ascending. */
  readonly #loose: readonly number[];
  /** Resource is `*` alone, or absent: no need to ask. */
  readonly #every: readonly boolean[];
  /** How all groups begin. */
  readonly #common: Uint16Array;
  readonly #lengths: Int32Array;
  readonly #slots: Int32Array;
  readonly #groups: readonly Group[];
  readonly #next: Int32Array;

  constructor(statements: readonly CompiledStatement[]) {
    this.#statements = statements;
    this.#every = statements.map(matchesEvery);
    this.matchesAll = statements.some((statement, place) => this.#every[place] === true && statement.reachesAll);
    const loose: number[] = [];
    const entries: Entry[] = [];
    for (const [place, statement] of statements.entries()) {
      if (this.#every[place] === true || statement.notResource || statement.resources === undefined) loose.push(place);
      else if (statement.resources.some((template) => template.head === '')) loose.push(place);
      else for (const template of statement.resources) entries.push(entryOf(place, template));
    }
    if (entries.length < tabledMin) {
      this.#loose = statements.map((_, place) => place);
      entries.length = 0;
    } else {
      this.#loose = loose;
    }
    const groups = groupsOf(entries);
    this.#groups = groups;
    this.#common = codesOf(commonPrefix(groups.map((group) => group.head)));
    this.#lengths = Int32Array.from([...new Set(groups.map((group) => group.head.length))].sort((a, b) => a - b));
    this.#slots = new Int32Array(groups.length === 0 ? 1 : 2 ** Math.ceil(Math.log2(groups.length * 2))).fill(-1);
    this.#next = new Int32Array(groups.length).fill(-1);
    for (const [i, { head }] of groups.entries()) {
      const slot = hash(head, this.#common.length, head.length, 0) & (this.#slots.length - 1);
      this.#next[i] = this.#slots[slot] as number;
      this.#slots[slot] = i;
    }
  }

  /** The first statement, in the document's order, that matches: its index there, or -1. */
  first(request: Request, bounded: boolean): number {
    const found = this.#search(request, bounded, false);
    return found === nowhere ? -1 : (this.#statements[found >>> 2] as CompiledStatement).statement.index;
  }

  /** The first among those that name the caller most closely, or -1: `indexOf` and `reachOf` take it apart. */
  closest(request: Request, bounded: boolean): Found {
    const found = this.#search(request, bounded, true);
    if (found === nowhere) return -1;
    return (this.#statements[found >>> 2] as CompiledStatement).statement.index * 4 + (found & 3);
  }

  #search(request: Request, bounded: boolean, closest: boolean): Found {
    const { resource } = request;
    let best = nowhere;
    const loose = this.#loose;
    for (let i = 0; i < loose.length; i++) {
      const place = loose[i] as number;
      const statement = this.#statements[place] as CompiledStatement;
      if (this.#every[place] !== true && !statement.matchesResource(resource, request.context)) continue;
      const reach = statement.reach(request, bounded);
      if (reach <= (best & 3)) continue;
      best = place * 4 + reach;
      if (!closest || reach === 3) break;
    }
    if (this.#groups.length === 0 || !startsWith(resource, this.#common)) return best;
    return this.#searchGroups(request, bounded, closest, best);
  }

  #searchGroups(request: Request, bounded: boolean, closest: boolean, found: Found): Found {
    const { resource } = request;
    const lengths = this.#lengths;
    const mask = this.#slots.length - 1;
    let best = found;
    let hashed = this.#common.length;
    let code = 0;
    for (let k = 0; k < lengths.length; k++) {
      const length = lengths[k] as number;
      if (length > resource.length) break;
      for (; hashed < length; hashed++) code = (Math.imul(code, 31) + resource.charCodeAt(hashed)) | 0;
      for (let i = this.#slots[code & mask] as number; i >= 0; i = this.#next[i] as number) {
        const group = this.#groups[i] as Group;
        if (group.head.length !== length || !startsWith(resource, group.codes)) continue;
        if (length === resource.length) best = this.#searchEntries(group.exact, request, bounded, closest, best);
        best = this.#searchEntries(group.open, request, bounded, closest, best);
      }
    }
    return best;
  }

  #searchEntries(entries: readonly Entry[], request: Request, bounded: boolean, closest: boolean, found: Found): Found {
    let best = found;
    for (let i = 0; i < entries.length; i++) {
      const { place, template, check } = entries[i] as Entry;
      // Only an earlier statement, or one that names the caller more closely, can improve on what was found.
      if (place >= best >>> 2 && (!closest || (best & 3) === 3)) continue;
      if (check && !matchesTemplate(template, request.resource, request.context)) continue;
      const reach = (this.#statements[place] as CompiledStatement).reach(request, bounded);
      const known = best & 3;
      if (reach === 0 || reach < (closest ? known : 0) || (reach === known && place >= best >>> 2)) continue;
      best = place * 4 + reach;
    }
    return best;
  }
}

function matchesEvery(statement: CompiledStatement): boolean {
  if (statement.resources === undefined) return true;
  return !statement.notResource && statement.resources.some((template) => template.glob?.kind === 'any');
}

function entryOf(place: number, template: Template): Entry {
  const kind = template.glob?.kind;
  return { place, template, check: kind !== 'literal' && kind !== 'prefix' };
}

function groupsOf(entries: readonly Entry[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { head } = entry.template;
    let group = groups.get(head);
    if (group === undefined) {
      group = { head, codes: codesOf(head), exact: [], open: [] };
      groups.set(head, group);
    }
    (entry.template.glob?.kind === 'literal' ? group.exact : group.open).push(entry);
  }
  return [...groups.values()];
}

function commonPrefix(texts: readonly string[]): string {
  const first = texts[0] ?? '';
  let length = first.length;
  for (const text of texts) {
    let i = 0;
    while (i < length && i < text.length && text.charCodeAt(i) === first.charCodeAt(i)) i++;
    length = i;
  }
  return first.slice(0, length);
}

function hash(text: string, from: number, to: number, start: number): number {
  let code = start;
  for (let i = from; i < to; i++) code = (Math.imul(code, 31) + text.charCodeAt(i)) | 0;
  return code;
}
