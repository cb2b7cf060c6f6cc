/** What can be tried on one member: at each bound and beyond it, each value of an enumeration and one that is none, text off the pattern. */
import type { Shape } from '../model/shape.ts';
import type { ShapeConstraints } from '../validate/constraint-table.ts';
import { patternOf } from '../validate/pattern.ts';
import { noSample } from './no-sample.ts';
import { type Place, type Sampler, textOf } from './sample.ts';

export interface Variation {
  readonly what: string;
  readonly value: unknown;
  readonly expect: 'valid' | 'invalid';
}

/** Longer texts and lists than these would test the patience of the reader alone. */
const textLengthMax = 200_000;
const listLengthMax = 2_000;

export function variationsOf(sampler: Sampler, place: Place): readonly Variation[] {
  const constraints = sampler.constraintsOf(place.name);
  const { shape } = place;
  const made = [
    ...enumVariations(shape, constraints),
    ...sizeVariations(sampler, place),
    ...patternVariations(shape, constraints),
  ];
  return made.filter((variation) => variation.value !== noSample);
}

function enumVariations(shape: Shape, constraints: ShapeConstraints): readonly Variation[] {
  if (shape.kind !== 'string' || constraints.enum === undefined) return [];
  const valid = constraints.enum.map((value): Variation => ({ what: `is ${value}`, value, expect: 'valid' }));
  return [...valid, { what: 'is no value of its enumeration', value: 'NoSuchValue', expect: 'invalid' }];
}

function sizeVariations(sampler: Sampler, place: Place): readonly Variation[] {
  const constraints = sampler.constraintsOf(place.name);
  const { min, max } = constraints;
  if (constraints.enum !== undefined) return [];
  const at = (size: number): unknown => ofSize(sampler, place, constraints, size);
  const loose = (size: number): unknown => ofSize(sampler, place, {}, size);
  const variations: Variation[] = [];
  if (min !== undefined) {
    variations.push({ what: `at its minimum ${min}`, value: at(min), expect: 'valid' });
    if (min > 0 || place.shape.kind === 'number') {
      variations.push({ what: `below its minimum ${min}`, value: loose(min - 1), expect: 'invalid' });
    }
  }
  if (max !== undefined) {
    variations.push({ what: `at its maximum ${max}`, value: at(max), expect: 'valid' });
    variations.push({ what: `above its maximum ${max}`, value: loose(max + 1), expect: 'invalid' });
  }
  return variations;
}

/** A value of a size: length, number of elements, or the number itself. */
function ofSize(sampler: Sampler, { shape, name }: Place, constraints: ShapeConstraints, size: number): unknown {
  switch (shape.kind) {
    case 'string': {
      if (size > textLengthMax || size < 0) return noSample;
      const text = textOf(constraints, size);
      return text === noSample || text.length === size ? text : noSample;
    }
    case 'number':
      return Number.isSafeInteger(size) ? size : noSample;
    case 'blob':
      return size > textLengthMax || size < 0 ? noSample : new Uint8Array(size);
    case 'list': {
      if (size > listLengthMax || size < 0) return noSample;
      const element = sampler.sample({ shape: shape.element().shape, name: sampler.constraintsOf(name).member }, 1);
      return element === noSample ? noSample : Array.from({ length: size }, () => element);
    }
    case 'map': {
      if (size > listLengthMax || size < 0) return noSample;
      const value = sampler.sample({ shape: shape.value().shape, name: sampler.constraintsOf(name).value }, 1);
      const keys = sampler.keys(sampler.constraintsOf(name).key, size);
      if (value === noSample || keys === undefined) return noSample;
      return Object.fromEntries(keys.map((key) => [key, value]));
    }
    default:
      return noSample;
  }
}

const offPattern = ['\u0000', ' ', '!', '<&>', '\ud83d\ude00', '/', 'a b', '-', '%', '\n'];

function patternVariations(shape: Shape, constraints: ShapeConstraints): readonly Variation[] {
  const { pattern, min = 0, max = Number.POSITIVE_INFINITY } = constraints;
  if (shape.kind !== 'string' || pattern === undefined || constraints.enum !== undefined) return [];
  const length = Math.min(Math.max(min, 1), textLengthMax);
  const wrong = offPattern
    .map((text) => text.repeat(Math.ceil(length / text.length)))
    .find((text) => text.length <= max && !patternOf(pattern).test(text));
  return wrong === undefined ? [] : [{ what: 'off its pattern', value: wrong, expect: 'invalid' }];
}
