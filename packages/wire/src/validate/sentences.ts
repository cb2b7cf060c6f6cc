/** The sentences of single constraints, and how values are shown in them. */
import type { ScalarKind } from '../model/shape.ts';
import type { ShapeConstraints } from './constraint-table.ts';
import { patternOf } from './pattern.ts';

/** One constraint on a scalar, or on the size of a list or map. */
export interface Rule {
  readonly sentence: string;
  /** Whether it bounds a number or a length. */
  readonly isSize: boolean;
  holds(value: unknown): boolean;
}

/** In the order in which AWS lists them. */
export function rulesOf(
  constraints: ShapeConstraints,
  kind: ScalarKind | 'list' | 'map',
  namesEnumValues: boolean,
): readonly Rule[] {
  const rules: Rule[] = [];
  const { pattern: source, enum: values, min, max } = constraints;
  if (values !== undefined) rules.push(enumRule(values, namesEnumValues));
  if (source !== undefined) {
    const pattern = patternOf(source);
    rules.push({
      sentence: `Member must satisfy regular expression pattern: ${source}`,
      isSize: false,
      holds: (value) => pattern.test(value as string),
    });
  }
  const isNumber = kind === 'number' || kind === 'bigInteger' || kind === 'bigDecimal';
  const size = isNumber ? Number : sizeOf;
  const word = isNumber ? 'value' : 'length';
  if (max !== undefined) {
    rules.push({
      sentence: `Member must have ${word} less than or equal to ${max}`,
      isSize: true,
      holds: (value) => size(value) <= max,
    });
  }
  if (min !== undefined) {
    rules.push({
      sentence: `Member must have ${word} greater than or equal to ${min}`,
      isSize: true,
      holds: (value) => size(value) >= min,
    });
  }
  return rules;
}

function enumRule(values: readonly string[], namesEnumValues: boolean): Rule {
  const set = new Set(values);
  // AWS DIFFERS: AWS lists the values in no order that can be known; here it is the model's.
  const list = namesEnumValues ? `: [${values.join(', ')}]` : '';
  return {
    sentence: `Member must satisfy enum value set${list}`,
    isSize: false,
    holds: (value) => set.has(value as string),
  };
}

/** Java's: UTF-16 units of a string, bytes, elements, entries. A stream's length is not known here. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Object.keys(value as object).length;
}

/** As Java prints it. `undefined` for structures, whose printing is each service's own. */
export function shown(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array)
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  if (Array.isArray(value)) return shownList(value);
  return undefined;
}

/** As many elements as anybody reads. */
const shownElementsMax = 200;

function shownList(list: readonly unknown[]): string | undefined {
  const items = list.slice(0, shownElementsMax).map((item) => (Array.isArray(item) ? undefined : shown(item)));
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
}
