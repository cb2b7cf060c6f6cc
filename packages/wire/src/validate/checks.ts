/**
 * Closures that check an input, made at an operation's first use from two things: the SDK's shapes, which know what is required
 * and what is sensitive, and the constraint table, which knows the rest.
 */
import type { ServiceEntry } from '../model/service-table.ts';
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../model/shape.ts';
import type { ConstraintTable, ShapeConstraints } from './constraint-table.ts';
import { type Rule, rulesOf, shown } from './sentences.ts';
import type { Violations } from './violations.ts';

export type Check = (value: unknown, path: string, violations: Violations) => void;

const noConstraints: ShapeConstraints = {};

export class CheckCompiler {
  readonly #table: ConstraintTable | undefined;
  readonly #namesEnumValues: boolean;
  readonly #withholdsValues: boolean;
  readonly #withholdsElements: boolean;
  readonly #structs: WeakMap<StructShape, Check> = new WeakMap();

  constructor(
    table: ConstraintTable | undefined,
    says: Pick<ServiceEntry, 'namesEnumValues' | 'withholdsValues' | 'withholdsElements'>,
  ) {
    this.#table = table;
    this.#namesEnumValues = says.namesEnumValues;
    this.#withholdsValues = says.withholdsValues;
    this.#withholdsElements = says.withholdsElements;
  }

  input(operation: string, shape: StructShape): Check {
    return this.#struct(shape, this.#table?.operations[operation]);
  }

  #of(name: string | undefined): ShapeConstraints {
    return (name === undefined ? undefined : this.#table?.shapes[name]) ?? noConstraints;
  }

  #shape(shape: Shape, name: string | undefined, sensitive: boolean): Check | undefined {
    switch (shape.kind) {
      case 'struct':
        return this.#struct(shape, name);
      case 'list':
        return this.#list(shape, this.#of(name), sensitive);
      case 'map':
        return this.#map(shape, this.#of(name), sensitive);
      default:
        return this.#scalar(shape, this.#of(name), sensitive);
    }
  }

  #struct(shape: StructShape, name: string | undefined): Check {
    const known = this.#structs.get(shape);
    if (known !== undefined) return known;
    let made: Check | undefined;
    const check: Check = (value, path, violations) => {
      made ??= this.#makeStruct(shape, this.#of(name));
      made(value, path, violations);
    };
    this.#structs.set(shape, check);
    return check;
  }

  #makeStruct(shape: StructShape, constraints: ShapeConstraints): Check {
    const members = shape.members().map((member) => ({
      name: member.name,
      segment: segmentOf(member.name),
      required: member.required,
      check: this.#shape(member.shape, constraints.members?.[member.name], member.traits.sensitive !== undefined),
    }));
    return (value, path, violations) => {
      const record = value as Readonly<Record<string, unknown>>;
      for (const { name, segment, required, check } of members) {
        const item = record[name];
        if (item === undefined) {
          if (required) violations.addNull(path === '' ? segment : `${path}.${segment}`, this.#withholdsValues);
        } else if (check !== undefined) check(item, path === '' ? segment : `${path}.${segment}`, violations);
      }
    };
  }

  #scalar(shape: ScalarShape, constraints: ShapeConstraints, sensitive: boolean): Check | undefined {
    const rules = this.#rules(shape, constraints);
    const isInteger = constraints.integer === true && shape.kind === 'number';
    if (rules.length === 0 && !isInteger) return undefined;
    return (value, path, violations) => {
      if (isInteger && !Number.isSafeInteger(value)) violations.notAnInteger ??= path;
      for (const rule of rules) {
        if (!rule.holds(value)) violations.add(path, this.#shown(value, sensitive, rule), rule.sentence);
      }
    };
  }

  #rules(shape: Shape, constraints: ShapeConstraints): readonly Rule[] {
    // A stream has no length yet; what it carries is checked by who reads it.
    if (shape.kind === 'struct' || shape.kind === 'streamingBlob') return [];
    return rulesOf(constraints, shape.kind, this.#namesEnumValues);
  }

  #shown(value: unknown, sensitive: boolean, rule: Rule): string | undefined {
    const isEnum = !this.#namesEnumValues && rule.sentence.startsWith('Member must satisfy enum');
    const hidden = sensitive || this.#withholdsValues || isEnum;
    return hidden ? undefined : shown(value);
  }

  #list(shape: ListShape, constraints: ShapeConstraints, sensitive: boolean): Check {
    const element = shape.element();
    const hidden = sensitive || element.traits.sensitive !== undefined;
    const size = this.#scalarRules(shape, constraints);
    const inner = this.#element(element, constraints.member);
    return (value, path, violations) => {
      const list = value as readonly unknown[];
      for (const rule of size) {
        if (!rule.holds(list)) violations.add(path, this.#shown(list, hidden, rule), rule.sentence);
      }
      if (inner === undefined) return;
      if ('check' in inner) {
        for (const [index, item] of list.entries()) inner.check(item, `${path}.${index + 1}.member`, violations);
      } else if (breaksOne(list, inner.rules)) {
        const isHidden = hidden || this.#withholdsValues || this.#withholdsElements;
        const whole = isHidden ? undefined : shown(list);
        violations.add(path, whole, `Member must satisfy constraint: ${this.#listed(inner.rules)}`);
      }
    };
  }

  #map(shape: MapShape, constraints: ShapeConstraints, sensitive: boolean): Check {
    const size = this.#scalarRules(shape, constraints);
    const keys = this.#element(shape.key(), constraints.key);
    const values = this.#element(shape.value(), constraints.value);
    return (value, path, violations) => {
      const entries = Object.entries(value as object) as [string, unknown][];
      for (const rule of size) {
        if (!rule.holds(value)) violations.add(path, undefined, rule.sentence);
      }
      const places = [
        { wanted: keys, items: entries.map(([key]) => key), place: 'Map keys' },
        { wanted: values, items: entries.map(([, item]) => item), place: 'Map value' },
      ];
      for (const { wanted, items, place } of places) {
        if (wanted === undefined) continue;
        if ('check' in wanted) {
          for (const [index, item] of items.entries()) {
            wanted.check(item, `${path}.${String(entries[index]?.[0]).slice(0, 128)}.member`, violations);
          }
        } else if (breaksOne(items, wanted.rules)) {
          const isHidden = sensitive || this.#withholdsValues || this.#withholdsElements;
          const whole = isHidden ? undefined : shownMap(entries);
          violations.add(path, whole, `${place} must satisfy constraint: ${this.#listed(wanted.rules)}`);
        }
      }
    };
  }

  #scalarRules(shape: ListShape | MapShape, constraints: ShapeConstraints): readonly Rule[] {
    return rulesOf(constraints, shape.kind, this.#namesEnumValues);
  }

  /** Elements that are scalars are judged together, as AWS does: the sentence lists all that holds for them. */
  #element(member: Member, name: string | undefined): { check: Check } | { rules: readonly Rule[] } | undefined {
    const { shape } = member;
    if (shape.kind === 'struct' || shape.kind === 'list' || shape.kind === 'map') {
      const check = this.#shape(shape, name, member.traits.sensitive !== undefined);
      return check === undefined ? undefined : { check };
    }
    const rules = this.#rules(shape, this.#of(name));
    return rules.length === 0 ? undefined : { rules };
  }

  /** Of sizes AWS speaks first here, and of patterns and enumerations after that. */
  #listed(rules: readonly Rule[]): string {
    const sentences = [...rules.filter(({ isSize }) => isSize), ...rules.filter(({ isSize }) => !isSize)].map(
      ({ sentence }) => sentence,
    );
    if (this.#withholdsElements) sentences.push('Member must not be null');
    return `[${sentences.join(', ')}]`;
  }
}

/** A list that may have gaps has nothing to judge in them. */
function breaksOne(items: readonly unknown[], rules: readonly Rule[]): boolean {
  return items.some((item) => item !== null && !rules.every((rule) => rule.holds(item)));
}

function shownMap(entries: readonly [string, unknown][]): string | undefined {
  const items = entries.slice(0, 200).map(([key, item]) => (typeof item === 'string' ? `${key}=${item}` : undefined));
  return items.includes(undefined) ? undefined : `{${items.join(', ')}}`;
}

/** A member's name as paths have it. */
export function segmentOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
