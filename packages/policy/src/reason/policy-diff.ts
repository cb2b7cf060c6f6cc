/**
 * What a change of policies grants and takes. Both versions are compared on every class of action and resource that their patterns
 * tell apart, and for every way in which their conditions may hold.
 */

import type { Document } from '../parse/document.ts';
import type { ConditionElement } from '../statement.ts';
import { classesAmong, classesOf, type TextClass } from './classes.ts';
import { type Relation, relationOf } from './implied.ts';
import { names, type Part, partsOfAll, principalsOf, readable, unique, variablesMark } from './policy-parts.ts';

/** What one version allows and the other does not, for one kind of request. */
export interface Difference {
  readonly change: 'granted' | 'taken';
  /** Real actions where a list of them was given, else one example. */
  readonly actions: readonly string[];
  /** An example. */
  readonly resource: string;
  /** The patterns of both versions that cover the example. */
  readonly resourcePatterns: readonly string[];
  /** Whom it concerns, for policies with principals: a name in them, or `anyone else`. */
  readonly principal?: string;
  /** Empty: without any condition. Else all of these hold, */
  readonly when: readonly ConditionElement[];
  /** and none of these. */
  readonly unless: readonly ConditionElement[];
  /** Patterns whose variables must come out as the resource. */
  readonly variables: readonly string[];
  /** In the version that allows it. */
  readonly by: { readonly policy: number; readonly statement: number; readonly sid?: string };
}

/** All that two versions of a policy allow differently. */
export interface PolicyDiff {
  /** False when the policies were too large to compare wholly: what is listed is true, but there may be more. */
  readonly complete: boolean;
  readonly differences: readonly Difference[];
}

/** What makes the examples real. */
export interface PolicyDiffOptions {
  /** The actions that there are (`allActions` of `@lockstead/policy/reference`). Without them examples are made up. */
  readonly actions?: Iterable<string>;
}

/** Ways in which conditions may hold, tried for one class: two to this power. */
const atomsMax = 12;
/** Classes of resources times principals, for one class of actions. */
const cellsMax = 20_000;

/** What is known of two conditions, by their texts: the same pairs come up in every cell. */
type Relations = Map<string, Relation | undefined>;

function relationBetween(left: string, right: string, relations: Relations): Relation | undefined {
  if (left.startsWith(variablesMark) || right.startsWith(variablesMark)) return undefined;
  const pair = `${left}\n${right}`;
  if (relations.has(pair)) return relations.get(pair);
  const relation = relationOf(JSON.parse(left) as ConditionElement, JSON.parse(right) as ConditionElement);
  relations.set(pair, relation);
  return relation;
}

/** Each side is the union of its documents: the policies of one layer. */
export function policyDiff(
  before: readonly Document[],
  after: readonly Document[],
  options: PolicyDiffOptions = {},
): PolicyDiff {
  const [old, now] = [partsOfAll(before), partsOfAll(after)];
  const patterns = unique([...old, ...now].flatMap((part) => part.actions));
  const actions: readonly ActionClass[] | undefined =
    options.actions === undefined ? classesOf(patterns) : classesAmong(patterns, options.actions);
  if (actions === undefined) return { complete: false, differences: [] };
  const places = new Map(patterns.map((pattern, i) => [pattern, i]));
  const differences = new Map<string, Difference & { actions: string[] }>();
  const relations: Relations = new Map();
  let complete = true;
  for (const action of actions) {
    const speaks = ({ actions: own, statement }: Part): boolean =>
      own.some((pattern) => action.matches[places.get(pattern) as number] === true) !== statement.action.negated;
    const found = compareAction(old.filter(speaks), now.filter(speaks), relations);
    if (found === undefined) complete = false;
    for (const difference of found ?? []) {
      const key = JSON.stringify(difference);
      const names = action.texts ?? [action.example];
      const known = differences.get(key);
      if (known === undefined) differences.set(key, { ...difference, actions: [...names] });
      else known.actions.push(...names);
    }
  }
  return { complete, differences: [...differences.values()] };
}

type ActionClass = TextClass & { readonly texts?: readonly string[] };
type ActionDifference = Omit<Difference, 'actions'>;

/** The parts of both versions that speak about one class of actions. Most often they are the same: then there is nothing to walk. */
function compareAction(
  old: readonly Part[],
  now: readonly Part[],
  relations: Relations,
): readonly ActionDifference[] | undefined {
  if (same(old, now)) return [];
  const parts = [...old, ...now];
  const patterns = unique(parts.flatMap((part) => part.resources));
  const resources = resourceClasses(patterns);
  const principals = principalsOf(parts.map((part) => part.statement));
  if (resources === undefined || resources.length * principals.length > cellsMax) return undefined;
  const places = new Map(patterns.map((pattern, i) => [pattern, i]));
  const found: ActionDifference[] = [];
  for (const resource of resources) {
    for (const principal of principals) {
      const covers = ({ statement, resources: own }: Part): boolean =>
        (principal === undefined || names(statement.principal, principal)) &&
        (statement.resource === undefined ||
          own.some((pattern) => resource.matches[places.get(pattern) as number] === true) !==
            statement.resource.negated);
      const cell = compareCell(old.filter(covers), now.filter(covers), relations);
      if (cell === undefined) return undefined;
      const covering = patterns.filter((_, i) => resource.matches[i] === true).map(readable);
      const place = { resource: readable(resource.example), resourcePatterns: covering };
      found.push(...cell.map((each) => ({ ...each, ...place, ...(principal === undefined ? {} : { principal }) })));
    }
  }
  return found;
}

/** What a resource may be: an ARN, or the star of actions that know no resources. */
const anyArn = 'arn:?*:?*:*:*:?*';

function resourceClasses(patterns: readonly string[]): readonly TextClass[] | undefined {
  const classes = classesOf([...patterns, anyArn]);
  if (classes === undefined) return undefined;
  const arns = classes.filter(({ matches }) => matches.at(-1) === true);
  const signatures = new Set(arns.map(({ matches }) => matches.slice(0, -1).join()));
  const [star] = classesAmong(patterns, ['*']);
  return star === undefined || signatures.has(star.matches.join()) ? arns : [...arns, { ...star, example: '*' }];
}

type CellDifference = Omit<ActionDifference, 'resource' | 'resourcePatterns' | 'principal'>;

/** Undefined: too many conditions to try. */
function compareCell(
  old: readonly Part[],
  now: readonly Part[],
  relations: Relations,
): readonly CellDifference[] | undefined {
  const atoms = unique([...old, ...now].flatMap((part) => part.atoms));
  if (atoms.length > atomsMax) return same(old, now) ? [] : undefined;
  const places = new Map(atoms.map((atom, i) => [atom, 1 << i]));
  const compiled = (parts: readonly Part[]): readonly (readonly [Part, number])[] =>
    parts.map((part) => [part, part.atoms.reduce((bits, atom) => bits | (places.get(atom) as number), 0)]);
  const [oldBits, nowBits] = [compiled(old), compiled(now)];
  const found: CellDifference[] = [];
  const known = atoms.map((left) => atoms.map((right) => relationBetween(left, right, relations)));
  const bitsOf = (i: number, wanted: Relation): number =>
    atoms.reduce((bits, _, k) => (k !== i && known[i]?.[k] === wanted ? bits | (1 << k) : bits), 0);
  const implied = atoms.map((_, i) => bitsOf(i, 'implies'));
  const excluded = atoms.map((_, i) => bitsOf(i, 'excludes'));
  const holds = (world: number, i: number): boolean => (world & (1 << i)) !== 0;
  const canBe = (world: number): boolean =>
    atoms.every(
      (_, i) => !holds(world, i) || ((world & (implied[i] ?? 0)) === implied[i] && (world & (excluded[i] ?? 0)) === 0),
    );
  const saysOf = (k: number, i: number): boolean => k !== i && known[k]?.[i] === 'implies';
  // Fewer conditions first, so that what holds without one is not told again with it.
  const worlds = Array.from({ length: 2 ** atoms.length }, (_, i) => i)
    .filter(canBe)
    .sort((a, b) => ones(a) - ones(b));
  const told: { readonly world: number; readonly by: Part; readonly change: string }[] = [];
  for (const world of worlds) {
    const [wasBy, isBy] = [grantIn(oldBits, world), grantIn(nowBits, world)];
    if ((wasBy === undefined) === (isBy === undefined)) continue;
    const change = isBy === undefined ? 'taken' : 'granted';
    const by = (isBy ?? wasBy) as Part;
    if (
      told.some(
        (earlier) => earlier.change === change && earlier.by === by && (earlier.world & world) === earlier.world,
      )
    )
      continue;
    told.push({ world, by, change });
    const denies = [...oldBits, ...nowBits]
      .filter(([part]) => part.statement.effect === 'Deny')
      .flatMap(([part]) => part.atoms);
    // What another one that holds says already need not be said; of two that say the same, the first.
    const said = (i: number): boolean =>
      atoms.some((_, k) => holds(world, k) && saysOf(k, i) && !(saysOf(i, k) && i < k));
    const holding = atoms.filter((_, i) => holds(world, i) && !said(i));
    const ruledOut = (i: number): boolean => atoms.some((_, k) => holds(world, k) && known[k]?.[i] === 'excludes');
    const absent = atoms.filter((atom, i) => !holds(world, i) && denies.includes(atom) && !ruledOut(i));
    const { sid, index } = by.statement;
    found.push({
      change,
      when: conditionsIn(holding),
      unless: conditionsIn(absent),
      variables: holding
        .filter((atom) => atom.startsWith(variablesMark))
        .map((atom) => atom.slice(variablesMark.length)),
      by: { policy: by.policy, statement: index, ...(sid === undefined ? {} : { sid }) },
    });
  }
  return found;
}

function conditionsIn(atoms: readonly string[]): readonly ConditionElement[] {
  return atoms.filter((atom) => !atom.startsWith(variablesMark)).map((atom) => JSON.parse(atom) as ConditionElement);
}

/** The allow that grants in this world, if no deny holds in it. */
function grantIn(parts: readonly (readonly [Part, number])[], world: number): Part | undefined {
  let granting: Part | undefined;
  for (const [part, bits] of parts) {
    if ((bits & world) !== bits) continue;
    if (part.statement.effect === 'Deny') return undefined;
    granting ??= part;
  }
  return granting;
}

/** The same things said on both sides, in whatever order. */
function same(old: readonly Part[], now: readonly Part[]): boolean {
  const said = (parts: readonly Part[]): string => parts.map(textOf).toSorted().join();
  return said(old) === said(now);
}

/** All of a part but the actions that brought it here. */
function textOf({ statement, resources, atoms }: Part): string {
  const { effect, resource, principal } = statement;
  return JSON.stringify([effect, resource?.negated, resources.toSorted(), atoms.toSorted(), principal]);
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
