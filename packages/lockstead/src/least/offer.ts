/** The least policy of one principal, and all that a reader must know to judge it. */
import { examplesMax } from './limits.ts';
import { mergedNeeds, type Need, needsOf } from './needs.ts';
import { isWide } from './pattern.ts';
import type { Rule } from './rules.ts';
import { documentsOf, type OfferedDocument, statementsOf } from './statements.ts';
import { isWorthAllowing, type LeastUse } from './use.ts';

export interface OfferOptions {
  readonly exact: boolean;
  /** What was only ever denied is left out. */
  readonly allowedOnly: boolean;
}

export interface Offer {
  /** The ARN of a user, a role or the root user. */
  readonly principal: string;
  readonly needs: readonly Need[];
  /** Several where AWS's quota of one managed policy is too small. None: it needs no permission at all. */
  readonly documents: readonly OfferedDocument[];
  /** What it allows that nobody is known to have used. */
  readonly wider: readonly Wider[];
  /** What was used and is not in it. */
  readonly left: readonly Left[];
}

export interface Wider {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly rules: readonly Rule[];
  /** How many different resources of it were used, and some of them. */
  readonly used: number;
  readonly examples: readonly string[];
}

export interface Left {
  readonly action: string;
  readonly resource: string;
  /** `without`: something else allows it. `blocked`: no identity policy could allow it. `denied`: left out as asked. `unnamed`: not kept by name. */
  readonly why: 'without' | 'blocked' | 'denied' | 'unnamed';
  readonly by?: string;
  readonly times: number;
}

export function offerFor(principal: string, uses: readonly LeastUse[], options: OfferOptions): Offer {
  const left: Left[] = [];
  const wanted: LeastUse[] = [];
  for (const use of uses) {
    const why = leftOut(use, options);
    if (why !== undefined) left.push(why);
    if (why === undefined || why.why === 'unnamed') wanted.push(use);
  }
  return { ...offerOf(principal, needsOf(wanted, options)), left };
}

/** Of several runs of one principal. */
export function mergedOffer(
  principal: string,
  offers: readonly Pick<Offer, 'needs' | 'left'>[],
  exact: boolean,
): Offer {
  const needs = mergedNeeds(
    offers.map((offer) => offer.needs),
    exact,
  );
  const left = new Map(
    offers.flatMap((offer) => offer.left).map((one) => [JSON.stringify([one.action, one.resource, one.why]), one]),
  );
  return { ...offerOf(principal, needs), left: [...left.values()] };
}

function offerOf(principal: string, needs: readonly Need[]): Omit<Offer, 'left'> {
  return { principal, needs, documents: documentsOf(statementsOf(needs)), wider: widerOf(needs) };
}

function leftOut(use: LeastUse, { allowedOnly }: OfferOptions): Left | undefined {
  const { action, resource, allowed, denied, without, blocked } = use;
  const times = allowed + denied;
  if (!isWorthAllowing(use)) {
    if (without !== undefined) return { action, resource, why: 'without', by: without, times };
    return { action, resource, why: 'blocked', by: blocked?.layer ?? '', times };
  }
  if (allowedOnly && allowed === 0) return { action, resource, why: 'denied', times };
  return resource === '' ? { action, resource, why: 'unnamed', times } : undefined;
}

/** By resource: those of one kind stand together however many actions there are. */
function widerOf(needs: readonly Need[]): readonly Wider[] {
  const wide = needs.filter(({ resource }) => isWide(resource));
  const groups = Map.groupBy(wide, ({ resource, rules, used }) => JSON.stringify([resource, rules, used]));
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : {
          actions: [first, ...rest].map(({ action }) => action),
          resource: first.resource,
          rules: first.rules,
          used: first.used.length,
          examples: first.used.slice(0, examplesMax),
        },
  );
}
