/**
 * The effective policy of an account: what its own policies and those of all places above it come to when they are merged.
 *
 * From the root down, each level may set values (`@@assign`), add to lists (`@@append`) and take from them (`@@remove`), as far as the levels above
 * allow it. Policies of one level count in the order in which they were attached: what an earlier one has assigned, a later one does not assign
 * again; what they allow to the levels below is what all of them allow.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html (inheritance operators, examples 1 to 6)
 */
import {
  childControl,
  isObject,
  isValueOperator,
  type Json,
  type ValueOperator,
  valueOperators,
} from './inheritance-syntax.ts';

/** A setting with a value, or a group of settings. */
interface Setting {
  /** As its first policy spells it. */
  readonly name: string;
  value?: unknown;
  /** The level at which the value was assigned last. */
  assignedAt?: number;
  /** What levels below may do here and further in. */
  allowed: ReadonlySet<ValueOperator>;
  readonly inside: Map<string, Setting>;
}

/** How names are compared: tag keys without regard to capitals. */
export type NameComparison = (path: readonly string[]) => 'exact' | 'anyCase';

const all: ReadonlySet<ValueOperator> = new Set(valueOperators);

/**
 * `levels`: from the root to the account, the documents of each in the order in which they were attached. Answers undefined where no level has any.
 * Time linear in the size of the documents, but for lists, whose members are compared.
 */
export function effectivePolicy(
  levels: readonly (readonly Json[])[],
  names: NameComparison = () => 'exact',
): Json | undefined {
  if (levels.every((level) => level.length === 0)) return undefined;
  const root: Setting = { name: '', allowed: all, inside: new Map() };
  for (const [level, documents] of levels.entries()) {
    const controls: Control[] = [];
    for (const document of documents) merge(root, document, { level, allowed: all, path: [], names, controls });
    // Only levels below are bound by what this one allows.
    for (const { setting, allowed } of controls) setting.allowed = intersection(setting.allowed, allowed);
  }
  return plain(root);
}

interface Control {
  readonly setting: Setting;
  readonly allowed: ReadonlySet<ValueOperator>;
}

interface Merging {
  readonly level: number;
  /** By the levels above, of all settings around this one. */
  readonly allowed: ReadonlySet<ValueOperator>;
  readonly path: readonly string[];
  readonly names: NameComparison;
  readonly controls: Control[];
}

function merge(setting: Setting, document: Json, merging: Merging): void {
  const allowed = intersection(merging.allowed, setting.allowed);
  for (const [name, inside] of Object.entries(document)) {
    if (name === childControl) merging.controls.push({ setting, allowed: operatorsIn(inside) });
    else if (isValueOperator(name)) {
      if (allowed.has(name)) apply(setting, name, inside, merging.level);
    } else if (isObject(inside)) {
      const path = [...merging.path, name];
      merge(settingNamed(setting, name, merging.names(path)), inside, { ...merging, allowed, path });
    } else if (allowed.has('@@assign')) {
      // A value without an operator is assigned.
      apply(settingNamed(setting, name, 'exact'), '@@assign', inside, merging.level);
    }
  }
}

function settingNamed({ inside }: Setting, name: string, comparison: 'exact' | 'anyCase'): Setting {
  const key = comparison === 'exact' ? name : name.toLowerCase();
  let found = inside.get(key);
  if (found === undefined) {
    found = { name, allowed: all, inside: new Map() };
    inside.set(key, found);
  }
  return found;
}

function apply(setting: Setting, operator: ValueOperator, value: unknown, level: number): void {
  if (operator === '@@assign') {
    // The policy that was attached first has the say on one level.
    if (setting.assignedAt === level) return;
    setting.value = Array.isArray(value) ? [...new Set(value)] : value;
    setting.assignedAt = level;
    return;
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const now: readonly unknown[] = Array.isArray(setting.value)
    ? setting.value
    : setting.value === undefined
      ? []
      : [setting.value];
  const gone = new Set(values);
  setting.value = operator === '@@append' ? [...new Set([...now, ...values])] : now.filter((one) => !gone.has(one));
}

function operatorsIn(value: unknown): ReadonlySet<ValueOperator> {
  const words: readonly unknown[] = Array.isArray(value) ? value : [];
  if (words.includes('@@all')) return all;
  return new Set(valueOperators.filter((operator) => words.includes(operator)));
}

function intersection(one: ReadonlySet<ValueOperator>, other: ReadonlySet<ValueOperator>): ReadonlySet<ValueOperator> {
  if (one === all) return other;
  return other === all ? one : new Set([...one].filter((operator) => other.has(operator)));
}

/** Without operators; a list from which everything was taken is left out, and so is a group of which nothing is left. */
function plain({ inside }: Setting): Json {
  const members: [string, unknown][] = [];
  for (const setting of inside.values()) {
    const value = setting.inside.size > 0 ? plain(setting) : setting.value;
    const isEmpty = Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
    if (value !== undefined && !isEmpty) members.push([setting.name, value]);
  }
  return Object.fromEntries(members);
}
