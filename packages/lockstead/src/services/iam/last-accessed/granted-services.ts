/** Which services policies grant anything of: those that a report lists. */
import type { Document } from '@lockstead/policy';
import type { ServiceReference } from '@lockstead/policy/reference';
import type { Gathering } from '#kernel/turns';
import type { ServiceAccess } from '../policies/service-access.ts';

type Reference = Pick<typeof import('@lockstead/policy/reference'), 'servicePrefixes' | 'serviceReference'>;

/** Services between two turns: each is read from its line when first asked for. */
const servicesATurn = 20;

/** In the order of their prefixes. What it takes is bounded by the quotas on policies. */
export async function grantedServices(
  documents: readonly Document[],
  reference: Reference,
  access: ServiceAccess,
  work: Gathering,
): Promise<readonly ServiceReference[]> {
  const granted = new Map<string, ServiceReference>();
  let sinceTurn = 0;
  for (const document of documents) {
    for (const prefix of meantPrefixes(document, reference.servicePrefixes)) {
      if (granted.has(prefix)) continue;
      const service = reference.serviceReference(prefix);
      if (service !== undefined && (await access.isGranted(document, service))) granted.set(prefix, service);
      sinceTurn += 1;
      if (sinceTurn < servicesATurn) continue;
      sinceTurn = 0;
      await work.turn();
    }
  }
  return [...granted.values()].toSorted((left, right) => (left.prefix < right.prefix ? -1 : 1));
}

/** The services that a document can grant anything of; all where that depends on wildcards, or on what a statement leaves out. */
function meantPrefixes({ statements }: Document, all: readonly string[]): Iterable<string> {
  const meant = new Set<string>();
  for (const { effect, action } of statements) {
    if (effect !== 'Allow') continue;
    for (const pattern of action.patterns) {
      const colon = pattern.indexOf(':');
      const prefix = pattern.slice(0, Math.max(0, colon)).toLowerCase();
      if (action.negated || colon < 0 || /[*?]/.test(prefix)) return all;
      meant.add(prefix);
    }
  }
  return meant;
}
