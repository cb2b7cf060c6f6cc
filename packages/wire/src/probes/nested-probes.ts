/**
 * Probes of what stands within structures, lists and maps. The shallow ones come first, and both depth and number are bounded: some
 * inputs of EC2 have thousands of members below them, and a statement of WAF contains itself.
 */
import type { ListShape, MapShape, Member, Shape, StructShape } from '../model/shape.ts';
import type { ProtocolName } from '../types.ts';
import { noSample } from './no-sample.ts';
import type { Expectation } from './probe.ts';
import type { Place, Sampler } from './sample.ts';
import { unknownMember } from './unknown-member.ts';
import { type Variation, variationsOf } from './variations.ts';

const depthMax = 6;
/** Of one operation. */
const nestedProbesMax = 300;
/** Of a longer enumeration the first and last are tried. */
const nestedEnumMax = 12;

type Input = Readonly<Record<string, unknown>>;

export interface NestedProbe {
  readonly what: string;
  readonly path: string;
  readonly member: string;
  readonly input: Input;
  readonly expect: Expectation;
  readonly unknownIn?: readonly string[];
}

/** A structure, list or map somewhere below. */
interface Spot {
  readonly place: Place;
  readonly path: string;
  readonly way: readonly string[];
  readonly depth: number;
  /** The input with that put at this spot. */
  put(value: unknown): Input;
}

/** Below those members of an input whose shape is `name` in the constraint table; `base` is a valid one. */
export function nestedProbes(
  sampler: Sampler,
  name: string | undefined,
  members: readonly Member[],
  base: Input,
  protocol: ProtocolName,
): readonly NestedProbe[] {
  const descent = new Descent(sampler, protocol);
  for (const member of members) {
    descent.enter({
      place: sampler.placeOf(name, member),
      path: segmentOf(member.name),
      way: [member.name],
      depth: 1,
      put: (value) => ({ ...base, [member.name]: value }),
    });
  }
  descent.run();
  return descent.probes;
}

export function segmentOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

class Descent {
  readonly probes: NestedProbe[] = [];
  readonly #sampler: Sampler;
  readonly #isForm: boolean;
  readonly #open: Spot[] = [];

  constructor(sampler: Sampler, protocol: ProtocolName) {
    this.#sampler = sampler;
    this.#isForm = protocol === 'awsQuery' || protocol === 'ec2Query';
  }

  run(): void {
    for (let spot = this.#open.shift(); spot !== undefined; spot = this.#open.shift()) {
      const { shape } = spot.place;
      if (shape.kind === 'struct') this.#struct(spot, shape);
      else if (shape.kind === 'list') this.#list(spot, shape);
      else if (shape.kind === 'map') this.#map(spot, shape);
      if (this.probes.length >= nestedProbesMax) return;
    }
  }

  enter(spot: Spot): void {
    if (isContainer(spot.place.shape) && spot.depth <= depthMax) this.#open.push(spot);
  }

  #add(probe: NestedProbe): void {
    if (this.probes.length < nestedProbesMax) this.probes.push(probe);
  }

  #struct(spot: Spot, shape: StructShape): void {
    const { path, way, put, depth } = spot;
    const sampled = this.#sampler.sample(spot.place, 1);
    if (sampled === noSample) return;
    const record = sampled as Readonly<Record<string, unknown>>;
    this.#add({
      what: `with an unknown member in ${path}`,
      path,
      member: unknownMember,
      input: put({ ...record, [unknownMember]: 'v' }),
      expect: 'ignored',
      unknownIn: way,
    });
    for (const member of shape.members()) {
      const own = `${path}.${segmentOf(member.name)}`;
      const place = this.#sampler.placeOf(spot.place.name, member);
      const others = shape.union ? {} : record;
      if (member.required && !shape.union) this.#without(spot, shape, member, record, own);
      for (const { what, value, expect } of this.#variations(place)) {
        this.#add({
          what: `${own} ${what}`,
          path: own,
          member: member.name,
          input: put({ ...others, [member.name]: value }),
          expect,
        });
      }
      const putMember = (value: unknown): Input => put({ ...others, [member.name]: value });
      this.enter({ place, path: own, way: [...way, member.name], depth: depth + 1, put: putMember });
    }
  }

  #without(
    spot: Spot,
    shape: StructShape,
    member: Member,
    record: Readonly<Record<string, unknown>>,
    path: string,
  ): void {
    if (member.shape.kind === 'streamingBlob') return;
    let rest = Object.fromEntries(Object.entries(record).filter(([name]) => name !== member.name));
    // A form cannot say a structure without members.
    if (this.#isForm && Object.keys(rest).length === 0) rest = this.#anyOther(spot, shape, member);
    if (this.#isForm && Object.keys(rest).length === 0) return;
    this.#add({ what: `without ${path}`, path, member: member.name, input: spot.put(rest), expect: 'invalid' });
  }

  #anyOther(spot: Spot, shape: StructShape, member: Member): Record<string, unknown> {
    for (const other of shape.members()) {
      if (other.name === member.name || isContainer(other.shape)) continue;
      const value = this.#sampler.sample(this.#sampler.placeOf(spot.place.name, other), 1);
      if (value !== noSample) return { [other.name]: value };
    }
    return {};
  }

  /** Scalars of a list are judged together, so that it is the list which AWS names. */
  #list({ place, path, way, depth, put }: Spot, shape: ListShape): void {
    const constraints = this.#sampler.constraintsOf(place.name);
    const element: Place = { shape: shape.element().shape, name: constraints.member };
    const fill = Math.max((constraints.min ?? 0) - 1, 0);
    const other = fill === 0 ? undefined : this.#sampler.sample(element, 1);
    if (other === noSample) return;
    const putElement = (value: unknown): Input => put([value, ...Array.from({ length: fill }, () => other)]);
    if (isContainer(element.shape)) {
      this.enter({ place: element, path: `${path}.1.member`, way, depth: depth + 1, put: putElement });
      if (element.shape.kind === 'struct') return;
    }
    const where = isContainer(element.shape) ? `${path}.1.member` : path;
    for (const { what, value, expect } of this.#variations(element)) {
      const member = way.at(-1) ?? '';
      this.#add({ what: `an element of ${path} ${what}`, path: where, member, input: putElement(value), expect });
    }
  }

  #map({ place, path, way, depth, put }: Spot, shape: MapShape): void {
    const constraints = this.#sampler.constraintsOf(place.name);
    const keyPlace: Place = { shape: shape.key().shape, name: constraints.key };
    const valuePlace: Place = { shape: shape.value().shape, name: constraints.value };
    const whole = this.#sampler.sample({ shape, name: place.name }, 1);
    const [[key, sample] = [], ...others] = whole === noSample ? [] : Object.entries(whole as object);
    if (key === undefined) return;
    const putEntry = (name: string, value: unknown): Input => put(Object.fromEntries([[name, value], ...others]));
    const member = way.at(-1) ?? '';
    const putValue = (value: unknown): Input => putEntry(key, value);
    for (const { what, value, expect } of this.#variations(keyPlace)) {
      this.#add({
        what: `a key of ${path} ${what}`,
        path,
        member,
        input: putEntry(String(value), sample),
        expect,
      });
    }
    const valuePath = `${path}.${key}.member`;
    const isInner = isContainer(valuePlace.shape);
    if (isInner) this.enter({ place: valuePlace, path: valuePath, way, depth: depth + 1, put: putValue });
    for (const { what, value, expect } of this.#variations(valuePlace)) {
      this.#add({
        what: `a value of ${path} ${what}`,
        path: isInner ? valuePath : path,
        member,
        input: putValue(value),
        expect,
      });
    }
  }

  #variations(place: Place): readonly Variation[] {
    const made = variationsOf(this.#sampler, place).filter(({ value }) => !this.#isForm || isSayable(value));
    const enumeration = made.filter(({ what }) => what.startsWith('is '));
    if (enumeration.length <= nestedEnumMax) return made;
    const kept = new Set([...enumeration.slice(0, 2), ...enumeration.slice(-2)]);
    return made.filter((variation) => !enumeration.includes(variation) || kept.has(variation));
  }
}

/** A form has no word for a map without entries, or for a list of structures that have no members. */
function isSayable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return true;
  if (Array.isArray(value))
    return value.length === 0 || value.every((item) => typeof item !== 'object' || isSayable(item));
  const items = Object.values(value);
  return items.length > 0 && items.every(isSayable);
}

function isContainer(shape: Shape): boolean {
  return shape.kind === 'struct' || shape.kind === 'list' || shape.kind === 'map';
}
