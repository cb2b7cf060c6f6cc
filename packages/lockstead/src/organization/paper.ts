/**
 * An organization on paper: its tree, its policies and what is attached where. It comes from a description that somebody wrote, from what the AWS
 * CLI printed of a real one, or from a running server; the same questions can be asked of all of them.
 */
import type { PolicyType } from './policy-types.ts';

export type Tags = Readonly<Record<string, string>>;

/** The root, an OU or an account. */
export interface Place {
  /** Its own id where it has one; else a name that nothing else here has: `Workloads/Prod`, or an account's address. */
  readonly key: string;
  readonly id?: string;
  readonly kind: 'root' | 'unit' | 'account';
  readonly name: string;
  /** The key of the place above; absent for the root alone. */
  readonly parent?: string;
  /** Keys of the organization's own policies that are attached here. */
  readonly policies: readonly string[];
  /** FullAWSAccess was detached here. */
  readonly withoutFullAccess: boolean;
  /** Absent: nothing is said about tags. */
  readonly tags?: Tags;
  readonly account?: AccountFacts;
}

/** What only accounts have. */
export interface AccountFacts {
  readonly email: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED' | 'PENDING_ACTIVATION';
  readonly joinedMethod: 'CREATED' | 'INVITED';
  /** ISO 8601, where it is known. */
  readonly joinedAt?: string;
  /** Of the role that the management account can assume in it. */
  readonly roleName?: string;
  /** Services that it administers for the organization; absent: nothing is said about it. */
  readonly administers?: readonly string[];
}

/** A policy of the organization's own. */
export interface PaperPolicy {
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly type: PolicyType;
  readonly description: string;
  readonly content: string;
  readonly tags?: Tags;
}

export interface PaperOrganization {
  readonly id?: string;
  readonly managementAccount?: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly policyTypes: readonly PolicyType[];
  /** Services that the organization trusts. */
  readonly services: readonly string[];
  /** By key, each after the place above it; the root comes first. */
  readonly places: ReadonlyMap<string, Place>;
  /** By key. */
  readonly policies: ReadonlyMap<string, PaperPolicy>;
}

/** The keys of the places from the root down to this one, both included. Throws a RangeError where they do not lead to a root. */
export function wayTo({ places }: Pick<PaperOrganization, 'places'>, key: string): readonly string[] {
  const way: string[] = [];
  for (let at: string | undefined = key; at !== undefined; at = places.get(at)?.parent) {
    if (way.length > placesInAWay) throw new RangeError(`the places above ${key} lead in a circle`);
    way.push(at);
  }
  return way.reverse();
}

/** The root, five OUs and an account. */
const placesInAWay = 7;

export function rootOf({ places }: Pick<PaperOrganization, 'places'>): Place {
  for (const place of places.values()) if (place.kind === 'root') return place;
  throw new RangeError('an organization has a root');
}

/** In the order that `places` has: breadth first, each after the place above it. What cannot be reached from the root is left out. */
export function fromTheRoot(places: Iterable<Place>): ReadonlyMap<string, Place> {
  const inside = new Map<string | undefined, Place[]>();
  for (const place of places) {
    const list = inside.get(place.parent);
    if (list === undefined) inside.set(place.parent, [place]);
    else list.push(place);
  }
  const ordered = new Map<string, Place>();
  const waiting = [...(inside.get(undefined) ?? [])];
  for (let at = 0; at < waiting.length; at += 1) {
    const place = waiting[at] as Place;
    ordered.set(place.key, place);
    waiting.push(...(inside.get(place.key) ?? []));
  }
  return ordered;
}

/** `Workloads/Prod`: how people call a place; the root is `Root`. */
export function pathName(organization: Pick<PaperOrganization, 'places'>, key: string): string {
  const names = wayTo(organization, key).map((each) => organization.places.get(each)?.name ?? each);
  return names.length === 1 ? (names[0] ?? key) : names.slice(1).join('/');
}
