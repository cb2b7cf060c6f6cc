/** A recorded answer held against ours: each difference is a sentence with the path to it. */
import type { Json } from './corpus.ts';

type JsonObject = { readonly [key: string]: Json };

/** What stands for each placeholder; one that comes again must mean the same again. */
export type Bindings = Map<string, string>;

/** These stand for another value each time. */
const changing: ReadonlySet<string> = new Set([
  '<datetime>',
  '<key-arn>',
  '<mac>',
  '<signature>',
  '<continuation-token>',
  '<location-constraint>',
  '<next-continuation-token>',
  '<host-id>',
  '<string-to-sign>',
  '<canonical-request>',
  // Of users as well as of owners.
  '<i-d>',
]);

/** Stands for a whole member whose value the recording does not keep. */
const hidden = '<expiration>';

/** Values as well as shapes; placeholders match what fits around them. Headers are nobody's promise. */
export function differences(recorded: Json, ours: Json, bindings: Bindings, path = ''): readonly string[] {
  if (path === 'ResponseMetadata.HTTPHeaders' || recorded === hidden) return [];
  if (isObject(recorded)) {
    return compareMembers(recorded, ours, path, (member, at) =>
      differences(recorded[member] ?? null, (ours as JsonObject)[member] ?? null, bindings, at),
    );
  }
  if (Array.isArray(recorded)) {
    if (!Array.isArray(ours)) return [`${path}: a list there, ${kindOf(ours)} here`];
    if (recorded.length !== ours.length) return [`${path}: ${recorded.length} items there, ${ours.length} here`];
    return recorded.flatMap((item, index) => differences(item, ours[index] ?? null, bindings, `${path}[${index}]`));
  }
  if (typeof recorded === 'string' && typeof ours === 'string') {
    return matches(recorded, ours, bindings) ? [] : [`${path}: "${recorded}" there, "${ours}" here`];
  }
  return recorded === ours ? [] : [`${path}: ${JSON.stringify(recorded)} there, ${JSON.stringify(ours)} here`];
}

/** Names and kinds of members alone; of a list its first item. Errors are compared whole. */
export function shapeDifferences(recorded: Json, ours: Json, path = ''): readonly string[] {
  if (path === 'Error' || path === 'ResponseMetadata.HTTPStatusCode')
    return differences(recorded, ours, new Map(), path);
  if (path === 'ResponseMetadata.HTTPHeaders') return [];
  if (isObject(recorded) && recorded['__class__'] !== 'datetime') {
    return compareMembers(recorded, ours, path, (member, at) =>
      shapeDifferences(recorded[member] ?? null, (ours as JsonObject)[member] ?? null, at),
    );
  }
  if (kindOf(recorded) !== kindOf(ours)) return [`${path}: ${kindOf(recorded)} there, ${kindOf(ours)} here`];
  if (!Array.isArray(recorded) || !Array.isArray(ours)) return [];
  const [first] = recorded;
  const [ourFirst] = ours;
  if (first === undefined) return [];
  if (ourFirst === undefined) return [`${path}: items there, none here`];
  return shapeDifferences(first, ourFirst, `${path}[0]`);
}

function compareMembers(
  recorded: JsonObject,
  ours: Json,
  path: string,
  compare: (member: string, path: string) => readonly string[],
): readonly string[] {
  if (!isObject(ours)) return [`${path}: an object there, ${kindOf(ours)} here`];
  const at = (member: string): string => (path === '' ? member : `${path}.${member}`);
  const found: string[] = [];
  for (const member of Object.keys(recorded)) {
    if (at(member) === 'ResponseMetadata.HTTPHeaders') continue;
    if (member in ours) found.push(...compare(member, at(member)));
    else found.push(`${at(member)}: missing here`);
  }
  for (const member of Object.keys(ours)) if (!(member in recorded)) found.push(`${at(member)}: only here`);
  return found;
}

/** `text` with the placeholders of `template` filled in. What stands between two of them must be found in order. */
function matches(template: string, text: string, bindings: Bindings): boolean {
  const parts = template.split(/(<[A-Za-z][\w-]*(?::\w+)?>)/);
  const filled = new Map<string, string>();
  let at = 0;
  for (let i = 0; i < parts.length; i += 2) {
    const literal = parts[i] ?? '';
    const placeholder = i === 0 ? undefined : parts[i - 1];
    const isLast = i === parts.length - 1;
    const found = placeholder === undefined ? 0 : isLast ? text.length - literal.length : text.indexOf(literal, at);
    if (found < at || !text.startsWith(literal, found)) return false;
    if (placeholder !== undefined) {
      const value = text.slice(at, found);
      const bound = changing.has(placeholder) ? undefined : (bindings.get(placeholder) ?? filled.get(placeholder));
      if (value === '' || (bound !== undefined && bound !== value)) return false;
      filled.set(placeholder, value);
    }
    at = found + literal.length;
  }
  if (at !== text.length) return false;
  for (const [placeholder, value] of filled) if (!changing.has(placeholder)) bindings.set(placeholder, value);
  return true;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value === '<datetime>' || (isObject(value) && value['__class__'] === 'datetime')) return 'date';
  return typeof value;
}
