/** What a least policy must allow: of all that was used, one entry for each action, resource as the policy names it, and condition. */
import { resourcesNamedMax } from './limits.ts';
import { isWide, patternOf } from './pattern.ts';
import type { Rule } from './rules.ts';
import type { Blocked, LeastUse, StatedKey } from './use.ts';

export interface Need {
  readonly action: string;
  /** As the policy names it. */
  readonly resource: string;
  /** By which rules it is wider than what was used. */
  readonly rules: readonly Rule[];
  /** Its requests had one of these values of the key; absent: the policy states no condition. */
  readonly stated?: StatedKey;
  /** Asked for, and denied each time. */
  readonly denied: boolean;
  /** Denied although a policy allows it, until the other side allows it too. */
  readonly blocked?: Blocked;
  /** The resources that were used, where the policy names more than one; in order. */
  readonly used: readonly string[];
}

export interface NeedOptions {
  /** Nothing is generalised. */
  readonly exact: boolean;
}

/** Of uses that are worth allowing. Those of one action beyond what the ledger keeps by name make the others of it general. */
export function needsOf(uses: readonly LeastUse[], { exact }: NeedOptions): readonly Need[] {
  const needs = new Map<string, Need>();
  const crowded = new Set<string>();
  for (const use of uses) {
    if (use.resource === '') {
      crowded.add(use.action);
      continue;
    }
    const { text, rules } = patternOf(use.resource, exact);
    const stated = statedBy(use);
    const need: Need = {
      action: use.action,
      resource: text,
      rules,
      ...(stated === undefined ? {} : { stated }),
      denied: use.allowed === 0,
      ...(use.blocked === undefined ? {} : { blocked: use.blocked }),
      used: isWide(text) && text !== '*' ? [use.resource] : [],
    };
    merge(needs, need);
  }
  return together([...needs.values()], exact, crowded);
}

/** Needs of several runs as those of one. */
export function mergedNeeds(runs: readonly (readonly Need[])[], exact: boolean): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const need of runs.flat()) merge(needs, need);
  return together([...needs.values()], exact, new Set());
}

/** Where some requests had no value, no condition can be stated. */
function statedBy({ stated }: LeastUse): StatedKey | undefined {
  return stated === undefined || stated.values.length === 0 || stated.values.includes('') ? undefined : stated;
}

function merge(needs: Map<string, Need>, need: Need): void {
  const key = `${need.action}\n${need.resource}`;
  const known = needs.get(key);
  needs.set(key, known === undefined ? need : bothNeeds(known, need));
}

/** One without a condition needs all values. */
function bothNeeds(one: Need, other: Need): Need {
  const { stated: _one, blocked: _blocked, ...rest } = one;
  const stated =
    one.stated === undefined || other.stated === undefined
      ? undefined
      : { key: one.stated.key, values: [...new Set([...one.stated.values, ...other.stated.values])].toSorted() };
  const blocked = one.blocked ?? other.blocked;
  return {
    ...rest,
    rules: [...new Set([...one.rules, ...other.rules])].toSorted(),
    ...(stated === undefined ? {} : { stated }),
    denied: one.denied && other.denied,
    ...(blocked === undefined ? {} : { blocked }),
    used: [...new Set([...one.used, ...other.used])].toSorted(),
  };
}

/** What is the same once many have become few, in the order of action and resource. */
function together(needs: readonly Need[], exact: boolean, crowded: ReadonlySet<string>): readonly Need[] {
  const few = exact ? needs : [...Map.groupBy(needs, kindOf).values()].flatMap((kind) => fewer(kind, crowded));
  // Few are wide, and only those of the same action can cover: thousands of names are not compared with each other.
  const wide = Map.groupBy(
    few.filter(({ resource }) => resource.endsWith('*')),
    ({ action }) => action,
  );
  const kept = few.filter((need) => !wide.get(need.action)?.some((other) => covers(other, need)));
  return kept.toSorted((left, right) => compare(left.action, right.action) || compare(left.resource, right.resource));
}

/** Action, and what stands before the first name: the account, the type of the resource, or the bucket. */
function kindOf({ action, resource, stated }: Need): string {
  return `${action}\n${headOf(resource)}\n${JSON.stringify(stated)}`;
}

/** `arn:aws:dynamodb:us-east-1:111122223333:table/` of a table, `arn:aws:s3:::box/` of an object, `arn:aws:sqs:…:` of a queue. */
function headOf(resource: string): string {
  const parts = resource.split(':');
  if (parts.length < 6) return resource;
  const before = parts.slice(0, 5).join(':').length + 1;
  const type = resource.slice(before).search(/[:/]/);
  return type === -1 ? resource.slice(0, before) : resource.slice(0, before + type + 1);
}

function fewer(kind: readonly Need[], crowded: ReadonlySet<string>): readonly Need[] {
  const [first] = kind;
  if (first === undefined) return kind;
  const isCrowded = kind.length > resourcesNamedMax || (crowded.has(first.action) && first.resource !== '*');
  if (!isCrowded) return kind;
  const resource = `${commonStart(kind.map((need) => need.resource))}*`;
  const one = kind.reduce((all, need) => bothNeeds(all, need));
  const used = kind.flatMap((need) => (need.used.length === 0 ? [need.resource] : need.used));
  return [{ ...one, resource, rules: [...new Set<Rule>([...one.rules, 'many'])].toSorted(), used: used.toSorted() }];
}

/** Never cut inside `${*}`, and never shorter than what stands before the name. */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    let same = 0;
    while (same < length && text[same] === first[same]) same += 1;
    length = same;
  }
  const start = first.slice(0, length);
  const open = start.lastIndexOf('$');
  const whole =
    open !== -1 && !start.slice(open).includes('}') && first[open + 1] === '{' ? start.slice(0, open) : start;
  return whole.endsWith('*') ? whole.slice(0, -1) : whole;
}

/** Another one that ends with `*` allows all of it. */
function covers(wide: Need, need: Need): boolean {
  if (wide === need || wide.action !== need.action || !wide.resource.endsWith('*')) return false;
  const start = wide.resource.slice(0, -1);
  if (isWide(start) || !need.resource.startsWith(start) || need.resource === wide.resource) return false;
  return wide.stated === undefined || JSON.stringify(wide.stated) === JSON.stringify(need.stated);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
