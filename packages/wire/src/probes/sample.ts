/**
 * Values that satisfy a model's constraints, as far as they can be made without understanding them: the right type, a length or
 * number within bounds, a value of the enumeration, and text that matches the pattern where some plain candidate does.
 */
import type { Member, ScalarShape, Shape, StructShape } from '../model/shape.ts';
import type { ConstraintTable, ShapeConstraints } from '../validate/constraint-table.ts';
import { patternOf } from '../validate/pattern.ts';
import { noSample } from './no-sample.ts';
import { textOfPattern } from './text-of-pattern.ts';

/** What a sample stands on; `name` is the shape's name in the constraint table. */
export interface Place {
  readonly shape: Shape;
  readonly name: string | undefined;
}

const depthMax = 12;

export class Sampler {
  readonly #table: ConstraintTable | undefined;

  constructor(table: ConstraintTable | undefined) {
    this.#table = table;
  }

  constraintsOf(name: string | undefined): ShapeConstraints {
    return (name === undefined ? undefined : this.#table?.shapes[name]) ?? {};
  }

  placeOf(name: string | undefined, member: Member): Place {
    return { shape: member.shape, name: this.constraintsOf(name).members?.[member.name] };
  }

  /** So many keys that differ; `undefined` where the constraints, which stand under that name, allow no counted ones. */
  keys(name: string | undefined, count: number): readonly string[] | undefined {
    const { pattern, min = 0, max = Number.POSITIVE_INFINITY, enum: values } = this.constraintsOf(name);
    const keys = Array.from({ length: count }, (_, index) => (values === undefined ? `k${index}` : values[index]));
    const fits = (key: string | undefined): key is string =>
      key !== undefined &&
      (values !== undefined ||
        (key.length >= min && key.length <= max && (pattern === undefined || patternOf(pattern).test(key))));
    return keys.every(fits) ? keys : undefined;
  }

  /** Required members only; `noSample` where one of them cannot be made. */
  sample({ shape, name }: Place, depth = 0): unknown {
    if (depth > depthMax) return noSample;
    const constraints = this.constraintsOf(name);
    switch (shape.kind) {
      case 'struct': {
        const members = shape.members();
        const wanted = shape.union ? members.slice(0, 1) : members.filter((member) => member.required);
        const sampled = wanted.map((member): [string, unknown] => [
          member.name,
          this.sample(this.placeOf(name, member), depth + 1),
        ]);
        if (sampled.length === 0 && depth > 0) return this.#anyMember(shape, name, depth);
        return sampled.some(([, value]) => value === noSample) ? noSample : Object.fromEntries(sampled);
      }
      case 'list': {
        const element = this.sample({ shape: shape.element().shape, name: constraints.member }, depth + 1);
        const count = Math.max(constraints.min ?? 0, Math.min(1, constraints.max ?? 1));
        if (element === noSample) return count === 0 ? [] : noSample;
        return Array.from({ length: count }, () => element);
      }
      case 'map': {
        const least = constraints.min ?? 0;
        const first = this.sample({ shape: shape.key().shape, name: constraints.key }, depth + 1);
        const keys = least > 1 ? this.keys(constraints.key, least) : [String(first)];
        const value = this.sample({ shape: shape.value().shape, name: constraints.value }, depth + 1);
        if (first === noSample || keys === undefined || value === noSample) return least === 0 ? {} : noSample;
        return Object.fromEntries(keys.map((key) => [key, value]));
      }
      default:
        return sampleScalar(shape, constraints);
    }
  }

  /** Forms cannot say an empty structure, so that one member is there though none is required; an empty one where there is no other. */
  #anyMember(shape: StructShape, name: string | undefined, depth: number): unknown {
    for (const member of shape.members()) {
      const value = this.sample(this.placeOf(name, member), depth + 1);
      if (value !== noSample && !isEmpty(value)) return { [member.name]: value };
    }
    return {};
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return false;
  return Object.keys(value).length === 0;
}

function sampleScalar(shape: ScalarShape, constraints: ShapeConstraints): unknown {
  const { min, max } = constraints;
  switch (shape.kind) {
    case 'string':
      return constraints.enum?.[0] ?? textOf(constraints, Math.max(min ?? 1, 1));
    case 'number':
      return Math.min(Math.max(min ?? 1, 1), max ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(1_700_000_000_000);
    case 'bigInteger':
      return 1n;
    case 'bigDecimal':
      return '1';
    case 'document':
      return {};
    default:
      return new Uint8Array(Math.max(min ?? 1, 1));
  }
}

/** Shapes of text that AWS's patterns ask for; letters repeated come first. */
const candidates = [
  'arn:aws:iam::111122223333:user/a',
  'arn:aws:iam::111122223333:role/a',
  'arn:aws:iam::aws:policy/A',
  'arn:aws:s3:::box',
  'arn:aws:kms:us-east-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef',
  '111122223333',
  'a@example.com',
  '/a/',
  '/',
  'v1',
  'AKIAIOSFODNN7EXAMPLE',
  '12345678-90ab-cdef-1234-567890abcdef',
  '192.0.2.1',
  '192.0.2.0/24',
  'https://example.com/a',
  'us-east-1',
  'alias/a',
  '{}',
  'a.example.com',
  '2026-11-22T07:30:29Z',
];
const letters = ['a', 'A', '1', 'a1', 'f'];

/** Text of exactly, else at least, that length, which matches; `noSample` where no candidate does. */
export function textOf(
  { pattern, min = 0, max = Number.POSITIVE_INFINITY }: ShapeConstraints,
  length: number,
): string | typeof noSample {
  if (length > max || length < min) return noSample;
  const matches = (text: string): boolean => pattern === undefined || patternOf(pattern).test(text);
  for (const letter of letters) {
    const text = letter.repeat(length).slice(0, length);
    if (matches(text)) return text;
  }
  const fits = (text: string): boolean => text.length >= min && text.length <= max && matches(text);
  const found = candidates.find(fits);
  if (found !== undefined || pattern === undefined) return found ?? noSample;
  const made = textOfPattern(pattern, length);
  return made !== noSample && fits(made) ? made : noSample;
}
