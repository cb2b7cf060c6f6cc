/** What came of the pairs that stop nothing, and which of it the operation asked for. */
import type { AwsError } from '#kernel/aws-error';
import { present } from '#kernel/invariant';
import type { PairOutcomes } from '#service/authorization';
import type { Judged } from './authorize.ts';
import { type DeniedCall, denialOf } from './denial.ts';
import type { KeySources } from './request-keys.ts';

export class Outcomes implements PairOutcomes {
  readonly #byName = new Map<string, KeySources>();
  readonly #denied: ReadonlyMap<string, Judged>;
  readonly #call: DeniedCall;
  readonly #asked = new Set<string>();

  /** `sources` of all pairs that were judged, `denied` those of them that would be, by `seenAs`. */
  constructor(sources: readonly KeySources[], denied: ReadonlyMap<string, Judged>, call: DeniedCall) {
    for (const source of sources) {
      if (source.pair.seenAs !== undefined) this.#byName.set(source.pair.seenAs, source);
    }
    this.#denied = denied;
    this.#call = call;
  }

  denialOf(seenAs: string): AwsError | undefined {
    present(this.#byName.get(seenAs), `a pair of the request is seen as ${seenAs}`);
    this.#asked.add(seenAs);
    const judged = this.#denied.get(seenAs);
    return judged === undefined ? undefined : denialOf(judged, this.#call);
  }

  allows(seenAs: string): boolean {
    if (!this.#byName.has(seenAs) || this.#denied.has(seenAs)) return false;
    this.#asked.add(seenAs);
    return true;
  }

  /** The denials that the operation asked for: what it answered depends on them. */
  get seenDenied(): readonly Judged[] {
    return [...this.#asked].flatMap((name) => this.#denied.get(name) ?? []);
  }

  /** What it asked for and was allowed. */
  get seenAllowed(): readonly KeySources[] {
    return [...this.#asked].flatMap((name) => (this.#denied.has(name) ? [] : (this.#byName.get(name) ?? [])));
  }
}

/** Where nothing is enforced, or a request would be denied and is let through. */
export const allAllowed: PairOutcomes = { denialOf: () => undefined, allows: () => true };

/** Where all pairs had to pass, and did. */
export const noneSeen: PairOutcomes = { denialOf: () => undefined, allows: () => false };
