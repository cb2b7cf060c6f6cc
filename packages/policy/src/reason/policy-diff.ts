/**
 * What a change of policies grants and takes. Both versions are compared on every class of action and resource that their patterns
 * tell apart, and for every way in which their conditions may hold.
 */

import { type Token, tokenize } from '../match/pattern.ts';
import { accountOf } from '../match/principal.ts';
import type { ConditionElement, Document, PrincipalElement, Statement } from '../parse/document.ts';
import { classesAmong, classesOf, type TextClass } from './classes.ts';

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

export interface PolicyDiff {
  /** False when the policies were too large to compare wholly: what is listed is true, but there may be more. */
  readonly complete: boolean;
  readonly differences: readonly Difference[];
}

export interface PolicyDiffOptions {
  /** The actions that there are (`allActions` of `@lockstead/policy/reference`). Without them examples are made up. */
  readonly actions?: Iterable<string>;
}

/** Ways in which conditions may hold, tried for one class: two to this power. */
const atomsMax = 12;
/** Classes of actions times classes of resources. */
const cellsMax = 200_000;

/** Each side is the union of its documents: the policies of one layer. */
export function policyDiff(
  before: readonly Document[],
  after: readonly Document[],
  options: PolicyDiffOptions = {},
): PolicyDiff {
  const [old, now] = [partsOfAll(before), partsOfAll(after)];
  const space = spaceOf([...old, ...now], options.actions);
  if (space === undefined) return { complete: false, differences: [] };
  const differences = new Map<string, Difference & { actions: string[] }>();
  let complete = true;
  for (const { action, resource, principal } of cellsOf(space, [...old, ...now])) {
    const covers = (part: Part): boolean => space.covers(part, action, resource, principal);
    const cell = compareCell(old.filter(covers), now.filter(covers));
    if (cell === undefined) complete = false;
    for (const found of cell ?? []) {
      const whole = { ...found, ...(principal === undefined ? {} : { principal }) };
      const key = JSON.stringify([whole, resource.example]);
      const known = differences.get(key);
      const names = action.texts ?? [action.example];
      if (known !== undefined) known.actions.push(...names);
      else {
        const resourcePatterns = space.resourcePatterns.filter((_, i) => resource.matches[i] === true);
        differences.set(key, {
          ...whole,
          actions: [...names],
          resource: readable(resource.example),
          resourcePatterns: resourcePatterns.map(readable),
        });
      }
    }
  }
  return { complete, differences: [...differences.values()] };
}

/** A statement, or one resource pattern of it. */
interface Part {
  readonly policy: number;
  readonly statement: Statement;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What must hold besides, by its text: conditions, and variables that come out right. */
  readonly atoms: readonly string[];
}

type ActionClass = TextClass & { readonly texts?: readonly string[] };

interface Space {
  readonly actions: readonly ActionClass[];
  readonly resources: readonly TextClass[];
  readonly resourcePatterns: readonly string[];
  /** Undefined alone: the policies name no principals. */
  readonly principals: readonly (string | undefined)[];
  speaks(part: Part, action: ActionClass): boolean;
  covers(part: Part, action: ActionClass, resource: TextClass, principal: string | undefined): boolean;
}

function spaceOf(parts: readonly Part[], given: Iterable<string> | undefined): Space | undefined {
  const actionPatterns = unique(parts.flatMap((part) => part.actions));
  const resourcePatterns = unique(parts.flatMap((part) => part.resources));
  const actions = given === undefined ? classesOf(actionPatterns) : classesAmong(actionPatterns, given);
  const resources = classesOf(resourcePatterns);
  const principals = principalsOf(parts);
  if (
    actions === undefined ||
    resources === undefined ||
    actions.length * resources.length * principals.length > cellsMax
  )
    return undefined;
  const actionPlaces = new Map(actionPatterns.map((pattern, i) => [pattern, i]));
  const resourcePlaces = new Map(resourcePatterns.map((pattern, i) => [pattern, i]));
  const matches = (
    list: readonly string[],
    places: ReadonlyMap<string, number>,
    { matches: known }: TextClass,
  ): boolean => list.some((pattern) => known[places.get(pattern) as number] === true);
  const speaks = ({ actions: own, statement }: Part, action: ActionClass): boolean =>
    matches(own, actionPlaces, action) !== statement.action.negated;
  return {
    actions,
    resources,
    resourcePatterns,
    principals,
    speaks,
    covers(part, action, resource, principal) {
      const element = part.statement.resource;
      if (!speaks(part, action) || (principal !== undefined && !names(part.statement.principal, principal)))
        return false;
      return element === undefined || matches(part.resources, resourcePlaces, resource) !== element.negated;
    },
  };
}

function* cellsOf(
  space: Space,
  parts: readonly Part[],
): Iterable<{ action: ActionClass; resource: TextClass; principal: string | undefined }> {
  for (const action of space.actions) {
    if (!parts.some((part) => space.speaks(part, action))) continue;
    for (const resource of space.resources)
      for (const principal of space.principals) yield { action, resource, principal };
  }
}

const anyoneElse = 'anyone else';

/** Every name once, and everybody who is not named. */
function principalsOf(parts: readonly Part[]): readonly (string | undefined)[] {
  const elements = parts.map((part) => part.statement.principal).filter((principal) => principal !== undefined);
  if (elements.length === 0) return [undefined];
  return [...unique(elements.flatMap(namesIn)), anyoneElse];
}

function namesIn({ aws, service, federated, canonicalUser }: PrincipalElement): readonly string[] {
  return [...aws, ...service, ...federated, ...canonicalUser];
}

/** An account's name covers those of its users and roles. */
function names(element: PrincipalElement | undefined, principal: string): boolean {
  if (element === undefined) return true;
  const account = accountOf(principal) ?? (principal.startsWith('arn:') ? principal.split(':')[4] : undefined);
  const listed = namesIn(element).some(
    (name) => name === principal || (account !== undefined && accountOf(name) === account),
  );
  return (element.anyone || listed) !== element.negated;
}

function partsOfAll(documents: readonly Document[]): readonly Part[] {
  return documents.flatMap((document, policy) =>
    document.statements.flatMap((statement) => partsOf(statement, policy, document.version)),
  );
}

function partsOf(statement: Statement, policy: number, version: Document['version']): readonly Part[] {
  const { action, resource, conditions } = statement;
  const base = { policy, statement, actions: action.patterns.map((pattern) => pattern.toLowerCase()) };
  const atoms = conditions.map((condition) => JSON.stringify(condition));
  if (resource === undefined) return [{ ...base, resources: [], atoms }];
  const [fixed, variable] = [[] as string[], [] as string[]];
  for (const pattern of resource.patterns) {
    if (shape(pattern, version) === undefined) fixed.push(withoutVariables(pattern, version));
    else variable.push(pattern);
  }
  if (resource.negated) {
    // Whatever the variables come out as is left out too, when they do.
    return [{ ...base, resources: fixed, atoms: [...atoms, ...variable.map((pattern) => variablesMark + pattern)] }];
  }
  const varying = variable.map(
    (pattern): Part => ({
      ...base,
      resources: [shape(pattern, version) as string],
      atoms: [...atoms, variablesMark + pattern],
    }),
  );
  return fixed.length === 0 ? varying : [{ ...base, resources: fixed, atoms }, ...varying];
}

const variablesMark = 'variables ';

/** With stars for its variables; undefined for a pattern without any. */
function shape(pattern: string, version: Document['version']): string | undefined {
  const { tokens } = tokenize(pattern, version === '2012-10-17', true);
  return tokens.some((token) => token.kind === 'variable') ? globText(tokens) : undefined;
}

function withoutVariables(pattern: string, version: Document['version']): string {
  return globText(tokenize(pattern, version === '2012-10-17', true).tokens);
}

/** Characters of nobody's, for the star and the question mark that stand for themselves. */
const literalStar = '\ue000';
const literalQuestion = '\ue001';

function globText(tokens: readonly Token[]): string {
  const textOf = (token: Token): string => {
    if (token.kind === 'text') return token.text.replaceAll('*', literalStar).replaceAll('?', literalQuestion);
    return token.kind === 'question' ? '?' : '*';
  };
  return tokens.map(textOf).join('');
}

function readable(text: string): string {
  return text.replaceAll(literalStar, '*').replaceAll(literalQuestion, '?');
}

type CellDifference = Omit<Difference, 'actions' | 'resource' | 'resourcePatterns' | 'principal'>;

/** Undefined: too many conditions to try. */
function compareCell(old: readonly Part[], now: readonly Part[]): readonly CellDifference[] | undefined {
  const atoms = unique([...old, ...now].flatMap((part) => part.atoms));
  if (atoms.length > atomsMax) return same(old, now) ? [] : undefined;
  const places = new Map(atoms.map((atom, i) => [atom, 1 << i]));
  const compiled = (parts: readonly Part[]): readonly (readonly [Part, number])[] =>
    parts.map((part) => [part, part.atoms.reduce((bits, atom) => bits | (places.get(atom) as number), 0)]);
  const [oldBits, nowBits] = [compiled(old), compiled(now)];
  const found: CellDifference[] = [];
  // Fewer conditions first, so that what holds without one is not told again with it.
  const worlds = Array.from({ length: 2 ** atoms.length }, (_, i) => i).sort((a, b) => ones(a) - ones(b));
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
    const holding = atoms.filter((_, i) => (world & (1 << i)) !== 0);
    const absent = atoms.filter((atom, i) => (world & (1 << i)) === 0 && denies.includes(atom));
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
  const said = (parts: readonly Part[]): string =>
    JSON.stringify(parts.map((part) => JSON.stringify([part.statement.effect, part.atoms.toSorted()])).toSorted());
  return said(old) === said(now);
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
