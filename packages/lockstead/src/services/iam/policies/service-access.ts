/**
 * Whether a policy grants anything of a service: whether one of its statements that allow names an action that the service has.
 *
 * AWS DIFFERS? Its reference says that the logic of permissions policies is applied, and not whether a statement that denies takes away what
 * another allows. Here it does not: the question is which policies to look at, and a denial of some resource or under some condition takes
 * nothing away for certain.
 */
import type { Document, PatternList } from '@lockstead/policy';
import type { ServiceReference } from '@lockstead/policy/reference';
import type { Gathering } from '#kernel/turns';

/** Comparisons of a pattern with an action between two turns: some milliseconds. */
const stretch = 20_000;

/** Loaded by whoever asks, since it is large and a server that nobody asks needs none of it. */
type Reference = Pick<typeof import('@lockstead/policy/reference'), 'actionsMatching'>;

/** One answer's work: questions about several policies and services, counted together. */
export class ServiceAccess {
  readonly #reference: Reference;
  readonly #work: Gathering;
  #comparisons = 0;
  #sinceTurn = 0;

  constructor(reference: Reference, work: Gathering) {
    this.#reference = reference;
    this.#work = work;
  }

  /** Of patterns with actions, until now. */
  get comparisons(): number {
    return this.#comparisons;
  }

  /** Gives others their turn. */
  async isGranted({ statements }: Document, service: ServiceReference): Promise<boolean> {
    for (const { effect, action } of statements) {
      if (effect === 'Allow' && (await this.#namesActionOf(action, service))) return true;
    }
    return false;
  }

  /** The names of the service's actions that the policy grants, in AWS's capitals. Gives others their turn. */
  async actionsGranted({ statements }: Document, service: ServiceReference): Promise<ReadonlySet<string>> {
    const granted = new Set<string>();
    for (const { effect, action } of statements) {
      if (effect !== 'Allow') continue;
      const named = new Set<string>();
      for (const pattern of action.patterns) {
        for (const name of await this.#actionsOf(pattern, service)) named.add(name);
        if (named.size === service.actions.size) break;
      }
      for (const { name } of service.actions.values()) if (named.has(name) !== action.negated) granted.add(name);
      if (granted.size === service.actions.size) break;
    }
    return granted;
  }

  async #namesActionOf({ negated, patterns }: PatternList, service: ServiceReference): Promise<boolean> {
    const named = new Set<string>();
    for (const pattern of patterns) {
      const names = await this.#actionsOf(pattern, service);
      if (names.length > 0 && !negated) return true;
      for (const name of names) named.add(name);
      if (named.size === service.actions.size) break;
    }
    return negated && named.size < service.actions.size;
  }

  /** The service's actions that a pattern means; its part before the colon may have wildcards too. */
  async #actionsOf(pattern: string, { prefix, actions }: ServiceReference): Promise<readonly string[]> {
    if (pattern === '*') return [...actions.values()].map(({ name }) => name);
    const colon = pattern.indexOf(':');
    const isOfService = matchesWildcards(pattern.slice(0, colon).toLowerCase(), prefix);
    await this.#compared(isOfService ? actions.size : 1);
    if (!isOfService) return [];
    return this.#reference.actionsMatching(`${prefix}:${pattern.slice(colon + 1)}`).map(({ action }) => action.name);
  }

  async #compared(times: number): Promise<void> {
    this.#comparisons += times;
    this.#sinceTurn += times;
    if (this.#sinceTurn < stretch) return;
    this.#sinceTurn = 0;
    await this.#work.turn();
  }
}

/**
 * `*` any run of characters, `?` one. A service's prefix has some thirty characters at most, so that going back to the last star costs little;
 * a pattern that must be longer than that is not begun.
 */
function matchesWildcards(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (pattern.replaceAll('*', '').length > text.length) return false;
  let [at, from, star, resume] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = from;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      resume += 1;
      from = resume;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
