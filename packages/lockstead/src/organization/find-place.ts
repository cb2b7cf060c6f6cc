/** A place or a policy, as people call it. */
import type { PaperOrganization, PaperPolicy, Place } from './paper.ts';

/** More than one thing is called so, or nothing is: a clause without its full stop. */
export class NoSuchThing extends Error {
  override readonly name = 'NoSuchThing';
}

/**
 * By id; `Root`; an OU by its names from the top (`Workloads/Prod`); an account by its address or its name. Throws NoSuchThing.
 */
export function findPlace({ places }: PaperOrganization, text: string): Place {
  const direct = places.get(text);
  if (direct !== undefined) return direct;
  const paths = new Map<string, string>();
  const found: Place[] = [];
  for (const place of places.values()) {
    const { key, id, kind, name, parent, account } = place;
    const above = parent === undefined ? undefined : paths.get(parent);
    const path = parent === undefined || above === undefined || above === '' ? name : `${above}/${name}`;
    // The root is left out of the names below it.
    paths.set(key, kind === 'root' ? '' : path);
    const isCalledSo =
      account === undefined ? path === text : name === text || account.email.toLowerCase() === text.toLowerCase();
    if (id === text || isCalledSo) found.push(place);
  }
  const [only, ...more] = found;
  if (only === undefined) throw new NoSuchThing(`the organization has no place ${text}`);
  if (more.length > 0)
    throw new NoSuchThing(`${found.length} places of the organization are called ${text}; name one by its id`);
  return only;
}

/** One of those that are given, by id or name. Throws NoSuchThing. */
export function findPolicy(policies: Iterable<PaperPolicy>, text: string): PaperPolicy {
  const found = [...policies].filter(({ key, id, name }) => key === text || id === text || name === text);
  const [only, ...more] = found;
  if (only === undefined) throw new NoSuchThing(`there is no policy ${text}`);
  if (more.length > 0) throw new NoSuchThing(`${found.length} policies are called ${text}; name one by its id`);
  return only;
}

/** The accounts at a place and below it, by their keys. */
export function accountsBelow({ places }: PaperOrganization, place: Place): readonly Place[] {
  const inside = new Set([place.key]);
  const accounts: Place[] = [];
  for (const each of places.values()) {
    if (each.key !== place.key && (each.parent === undefined || !inside.has(each.parent))) continue;
    inside.add(each.key);
    if (each.kind === 'account') accounts.push(each);
  }
  return accounts;
}
