/**
 * All cases of decisions, by section of the reference. They are JSON, so that others read them too: the simulation's tests, and tools in other
 * languages. `principal` is one of the names in case.ts, or a principal; without one it is alice.
 */
import { alice, anonymous, type Case, federatedUser, lambda, root, session } from '../case.ts';
import corners from './corners.json' with { type: 'json' };
import decisionStructure from './decision-structure.json' with { type: 'json' };
import layers from './layers.json' with { type: 'json' };
import principals from './principals.json' with { type: 'json' };
import statements from './statements.json' with { type: 'json' };

interface Section {
  readonly title: string;
  /** AWS's page on what the cases are about. */
  readonly aws: string;
  readonly cases: readonly unknown[];
}

const named: Readonly<Record<string, Case['principal']>> = { alice, anonymous, federatedUser, lambda, root, session };

function caseOf(read: unknown): Case {
  const { principal, ...rest } = read as Omit<Case, 'principal'> & { readonly principal?: string | Case['principal'] };
  if (principal === undefined) return rest;
  if (typeof principal !== 'string') return { ...rest, principal };
  const known = named[principal];
  if (known === undefined) throw new TypeError(`case.ts has no principal ${principal}`);
  return { ...rest, principal: known };
}

const all: readonly Section[] = [decisionStructure, layers, principals, statements, corners];

export const sections: Readonly<Record<string, readonly Case[]>> = Object.fromEntries(
  all.map(({ title, cases }) => [title, cases.map(caseOf)]),
);
