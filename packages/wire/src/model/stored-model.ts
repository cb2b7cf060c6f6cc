/**
 * A service's model as it lies in `stored/`: the arrays that the SDK's client packages carry, as JSON. Made by `npm run generate -- models`.
 *
 * A shape stands under its name, without name and namespace: `[3, traits, member names, member references, required count]` is a structure.
 * A reference is a number (a scalar, or a list or map of one), the name of a shape, or one of these with traits: `["tagListType", {}]`.
 */
import { type SchemaRef, schemaKind } from './schema.ts';

export interface StoredModel {
  /** `@aws-sdk/client-iam 3.1169.0` */
  readonly source: string;
  /** AWS's of the service: `com.amazonaws.iam`. */
  readonly namespace: string;
  /** Traits, and the shapes that go in and come out; `unit` where there is none. */
  readonly operations: Readonly<Record<string, readonly [traits: unknown, input: Reference, output: Reference]>>;
  readonly shapes: Readonly<Record<string, readonly unknown[]>>;
}

export type Reference = number | string | readonly [Reference, unknown];

/** No shape has this name. */
export const unit = 'unit';

/** Every operation and every error, in the form of the packages. Shapes are made when they are first looked at. */
export function schemasOfStored(model: StoredModel): readonly unknown[] {
  const { namespace } = model;
  const shapes = new StoredShapes(model);
  const operations = Object.entries(model.operations).map(([name, [traits, input, output]]) => [
    schemaKind.operation,
    namespace,
    name,
    traits,
    shapes.at(input),
    shapes.at(output),
  ]);
  const errors = Object.entries(model.shapes).filter(([, [kind]]) => kind === schemaKind.error);
  return [...operations, ...errors.map(([name]) => shapes.named(name))];
}

class StoredShapes {
  readonly #model: StoredModel;
  readonly #made: Map<string, readonly unknown[]> = new Map();

  constructor(model: StoredModel) {
    this.#model = model;
  }

  /** The same array each time, so that a shape within itself ends. */
  named(name: string): readonly unknown[] {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const stored = this.#model.shapes[name];
    if (stored === undefined) throw new TypeError(`the stored model has no shape ${name}`);
    const made = this.#make(name, stored);
    this.#made.set(name, made);
    return made;
  }

  at(reference: Reference): SchemaRef {
    if (typeof reference === 'number' || reference === unit) return reference;
    if (typeof reference === 'string') return () => this.named(reference);
    return [this.at(reference[0]), reference[1]];
  }

  #make(name: string, [kind, traits, ...rest]: readonly unknown[]): readonly unknown[] {
    const head = [kind, this.#model.namespace, name, traits];
    switch (kind) {
      case schemaKind.simple:
        return [...head, ...rest];
      case schemaKind.list:
      case schemaKind.map:
        return [...head, ...rest.map((reference) => this.at(reference as Reference))];
      default: {
        const [names, references, required] = rest as [readonly string[], readonly Reference[], number];
        return [...head, names, references.map((reference) => this.at(reference)), required];
      }
    }
  }
}
