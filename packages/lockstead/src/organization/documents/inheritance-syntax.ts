/**
 * What documents of all types that are inherited by merging have in common: one JSON object, whose names that begin with `@@` are operators.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
 */

/** Levels of objects and lists in each other; the deepest that AWS's types have is about ten. */
const depthMax = 32;

const valueOperators: ReadonlySet<string> = new Set(['@@assign', '@@append', '@@remove']);
const childControl = '@@operators_allowed_for_child_policies';
const childControls: ReadonlySet<unknown> = new Set(['@@all', '@@none', '@@assign', '@@append', '@@remove']);
/** Of tag policies and a few others: which resource types must comply. It takes value operators itself. */
const furtherOperators: ReadonlySet<string> = new Set(['@@enforced_for', '@@report_required_tag_for']);

/** False for what no type takes. */
export function checkInheritance(content: string): boolean {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    return false;
  }
  return isObject(document) && isWellFormed(document, 0);
}

function isWellFormed(value: unknown, depth: number): boolean {
  if (depth > depthMax) return false;
  if (Array.isArray(value)) return value.every((one) => isWellFormed(one, depth + 1));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([name, inside]) => {
    if (name === childControl) {
      return Array.isArray(inside) && inside.length > 0 && inside.every((one) => childControls.has(one));
    }
    if (valueOperators.has(name)) return isValue(inside);
    if (name.startsWith('@@') && !furtherOperators.has(name)) return false;
    return isWellFormed(inside, depth + 1);
  });
}

/** A value operator takes a text, number or boolean, or a list of them. */
function isValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isValue(one));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
