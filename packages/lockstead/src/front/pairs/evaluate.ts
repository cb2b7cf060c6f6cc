/**
 * From a request to what it asks for: pairs of an action and a resource, with condition keys. All pairs must be allowed.
 *
 * Pure: the input is an object with AWS's member names, be it decoded from HTTP or told by an event. Nothing is ever guessed: a
 * resource that no member names is an unresolved pair, never `*`, and an operation of which that much is not known is unknown.
 */
import { pairsPerRequestMax, tagsPerRequestMax } from '../limits.ts';
import type { OperationRow, PairRow } from '../tables/row.ts';
import { conditionOf, holds } from './condition.ts';
import { parseExpression, reach, type Scope, type Step } from './expression.ts';
import type { Names } from './functions.ts';
import { fill, type Template, templateOf } from './template.ts';

export type KeyValues = Readonly<Record<string, string | readonly string[]>>;

interface Asked {
  readonly action: string;
  readonly keys: KeyValues;
  /** The service that asks in the caller's name. */
  readonly via?: string;
}

/** On a resource; on what is not known, with what names it not; on the KMS key of a resource, or the role of a profile. */
export type RequestedPair = Asked &
  (
    | { readonly resource: string }
    | { readonly unresolved: string }
    | { readonly keyOf: string }
    | { readonly roleOf: string }
  );

export type Evaluation = { readonly pairs: readonly RequestedPair[] } | { readonly unknown: string };

/** No pairs: AWS asks for no permission. `unknown`: the reason, for the words of a denial. */
export function evaluate(row: OperationRow, input: unknown, names: Names): Evaluation {
  if (row.tier === 'unknown') return { unknown: row.why ?? 'the operation is not in the tables' };
  const pairs: RequestedPair[] = [];
  for (const pair of row.pairs) {
    for (const scope of scopesOf(pair, input, names)) {
      if (!(pair.when ?? []).every((condition) => holds(conditionOf(condition), scope))) continue;
      for (const asked of pairsOf(pair, scope)) pairs.push(asked);
      if (pairs.length > pairsPerRequestMax) {
        return { unknown: `the request asks for more than ${pairsPerRequestMax} pairs of action and resource` };
      }
    }
  }
  return pairs.length === 0 && row.permission === undefined
    ? { unknown: 'no member of the request says which of its actions it asks for' }
    : { pairs: distinct(pairs) };
}

function scopesOf({ each }: PairRow, input: unknown, names: Names): readonly Scope[] {
  if (each === undefined) return [{ input, names }];
  return reach(input, pathSteps(each))
    .slice(0, pairsPerRequestMax + 1)
    .map((element) => ({ input, each: element, names }));
}

function pairsOf(pair: PairRow, scope: Scope): readonly RequestedPair[] {
  const asked: Asked = {
    action: pair.action,
    keys: keysOf(pair, scope),
    ...(pair.via === undefined ? {} : { via: pair.via }),
  };
  if (pair.keyOf !== undefined) {
    return filled(pair.keyOf, scope, (arn) => ({ ...asked, keyOf: arn }), asked);
  }
  if (pair.roleOf !== undefined) {
    return filled(pair.roleOf, scope, (arn) => ({ ...asked, roleOf: arn }), asked);
  }
  const onResource = (resource: string): RequestedPair => ({ ...asked, resource });
  const found = (pair.resources ?? []).flatMap((text) => filled(text, scope, onResource, asked));
  if (found.length > 0) return found;
  if (pair.otherwise !== undefined) return filled(pair.otherwise, scope, onResource, asked);
  return [{ ...asked, unresolved: (pair.resources ?? []).map(withoutMark).join(' or ') }];
}

function filled(
  text: string,
  scope: Scope,
  make: (value: string) => RequestedPair,
  asked: Asked,
): readonly RequestedPair[] {
  const template: Template = templateOf(text);
  const result = fill(template, scope, pairsPerRequestMax);
  if ('values' in result) return result.values.map(make);
  // A member that is there and has not the form of a name is never passed over, also where the resource is optional.
  return template.optional && result.reason === 'absent' ? [] : [{ ...asked, unresolved: result.missing }];
}

function withoutMark(text: string): string {
  return text.startsWith('?') ? text.slice(1) : text;
}

function keysOf({ keys = {}, tags }: PairRow, scope: Scope): KeyValues {
  const found: Record<string, string | readonly string[]> = {};
  for (const [key, text] of Object.entries(keys)) {
    const result = fill(templateOf(text), scope, tagsPerRequestMax);
    if (!('values' in result)) continue;
    const [first] = result.values;
    if (text.includes('[') || result.values.length > 1) found[key] = result.values;
    else if (first !== undefined) found[key] = first;
  }
  return tags === undefined ? found : { ...found, ...tagKeysOf(tags, scope) };
}

/** The names that services give to the halves of a tag. */
const keyNames: readonly string[] = ['Key', 'key', 'TagKey', 'tagKey'];
const valueNames: readonly string[] = ['Value', 'value', 'TagValue', 'tagValue'];

function tagKeysOf(path: string, scope: Scope): KeyValues {
  const tags: [string, string][] = [];
  for (const value of reach(scope.input, pathSteps(path))) {
    for (const tag of Array.isArray(value) ? value.slice(0, tagsPerRequestMax) : [value])
      tags.push(...tagsIn(tag, value));
  }
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
  };
}

/** The steps of a path into the input. */
function pathSteps(path: string): readonly Step[] {
  const [choice] = parseExpression(path).choices;
  return choice !== undefined && 'from' in choice.source ? choice.source.steps : [];
}

function tagsIn(tag: unknown, whole: unknown): readonly [string, string][] {
  if (typeof tag !== 'object' || tag === null) return [];
  const record = tag as Readonly<Record<string, unknown>>;
  if (!Array.isArray(whole)) {
    return Object.entries(record)
      .slice(0, tagsPerRequestMax)
      .map(([key, value]) => [key, typeof value === 'string' ? value : '']);
  }
  const key = memberOf(record, keyNames);
  return key === undefined ? [] : [[key, memberOf(record, valueNames) ?? '']];
}

function memberOf(record: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** One request may name a resource twice; it is decided once. */
function distinct(pairs: readonly RequestedPair[]): readonly RequestedPair[] {
  if (pairs.length < 2 || new Set(pairs.map(({ action }) => action)).size === pairs.length) return pairs;
  const seen = new Map<string, RequestedPair>();
  for (const pair of pairs) seen.set(JSON.stringify(pair), pair);
  return [...seen.values()];
}
