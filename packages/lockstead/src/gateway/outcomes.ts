/** What came of the pairs that stop nothing, and which of it the operation asked for. */
import type { AwsError } from '#kernel/aws-error';
import { invariant } from '#kernel/invariant';
import type { AccessPair, PairOutcomes } from '#service/authorization';
import type { Judged } from './authorize.ts';
import { type DeniedCall, denialOf } from './denial.ts';

export class Outcomes implements PairOutcomes {
  readonly #names: ReadonlySet<string>;
  readonly #denied: ReadonlyMap<string, Judged>;
  readonly #call: DeniedCall;
  readonly #seen = new Map<string, Judged>();

  constructor(pairs: readonly AccessPair[], denied: ReadonlyMap<string, Judged>, call: DeniedCall) {
    this.#names = new Set(pairs.flatMap(({ seenAs }) => (seenAs === undefined ? [] : [seenAs])));
    this.#denied = denied;
    this.#call = call;
  }

  denialOf(seenAs: string): AwsError | undefined {
    invariant(this.#names.has(seenAs), `a pair of the request is seen as ${seenAs}`);
    const judged = this.#denied.get(seenAs);
    if (judged === undefined) return undefined;
    this.#seen.set(seenAs, judged);
    return denialOf(judged, this.#call);
  }

  /** The denials that the operation asked for: what it answered depends on them. */
  get seen(): readonly Judged[] {
    return [...this.#seen.values()];
  }
}

/** Where nothing is enforced, or a request would be denied and is let through. */
export const allAllowed: PairOutcomes = { denialOf: () => undefined };
