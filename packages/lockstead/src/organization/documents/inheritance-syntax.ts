/**
 * What documents of all types that are inherited by merging have in common: one JSON object, whose names that begin with `@@` are operators.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
 */

/** Levels of objects and lists in each other; the deepest that AWS's types have is about ten. */
const depthMax = 32;

export const valueOperators = ['@@assign', '@@append', '@@remove'] as const;
export type ValueOperator = (typeof valueOperators)[number];
export const childControl = '@@operators_allowed_for_child_policies';
const childControls: ReadonlySet<unknown> = new Set(['@@all', '@@none', ...valueOperators]);

export type Json = Readonly<Record<string, unknown>>;

/** The document, or undefined for what no type takes. */
export function inheritedDocument(content: string): Json | undefined {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    return undefined;
  }
  return isObject(document) && isWellFormed(document, 0) ? document : undefined;
}

function isWellFormed(value: unknown, depth: number): boolean {
  if (depth > depthMax) return false;
  if (Array.isArray(value)) return value.every((one) => isWellFormed(one, depth + 1));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([name, inside]) => {
    if (name === childControl) {
      return Array.isArray(inside) && inside.length > 0 && inside.every((one) => childControls.has(one));
    }
    // What adds to a list, or takes from it, has a list.
    if (name === '@@assign') return isValue(inside);
    if (isValueOperator(name)) return Array.isArray(inside) && isValue(inside);
    return !name.startsWith('@@') && isWellFormed(inside, depth + 1);
  });
}

export function isValueOperator(name: string): name is ValueOperator {
  return (valueOperators as readonly string[]).includes(name);
}

/** A value operator takes a text, number or boolean, or a list of them. */
function isValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isValue(one));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
