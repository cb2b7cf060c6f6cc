/** From schema arrays, as the SDK's client packages carry them, to the form in which packages/wire keeps models. */
import { dereference, type SchemaRef, schemaKind } from '../../packages/wire/src/model/schema.ts';
import { type Reference, type StoredModel, unit } from '../../packages/wire/src/model/stored-model.ts';

/** Throws where two shapes share a name. `source` is what the schemas were read from, `namespace` AWS's of the service. */
export function storedOfSchemas(schemas: Iterable<unknown>, source: string, namespace: string): StoredModel {
  const shapes = new Map<string, readonly unknown[]>();
  const operations = new Map<string, readonly [unknown, Reference, Reference]>();
  const seen = new Map<string, unknown>();
  const referenceTo = (ref: SchemaRef): Reference => {
    const schema = dereference(ref);
    if (schema === undefined) return unit;
    if (typeof schema === 'number' || schema === unit) return schema;
    if (!Array.isArray(schema)) throw new TypeError(`not a schema: ${String(schema)}`);
    if (schema.length === 2) return [referenceTo(schema[0]), schema[1]];
    return store(schema);
  };
  const store = (schema: readonly unknown[]): string => {
    const [kind, , rawName, traits, ...rest] = schema;
    const name = String(rawName);
    if (name === unit || (seen.has(name) && seen.get(name) !== schema))
      throw new TypeError(`two shapes called ${name}`);
    if (seen.has(name)) return name;
    seen.set(name, schema);
    switch (kind) {
      case schemaKind.simple:
        shapes.set(name, [kind, traits, ...rest]);
        break;
      case schemaKind.list:
      case schemaKind.map:
        shapes.set(name, [kind, traits, ...rest.map(referenceTo)]);
        break;
      default: {
        const [names, references, required = 0] = rest as [readonly string[], readonly unknown[], number?];
        shapes.set(name, [kind, traits, names, references.map(referenceTo), required]);
      }
    }
    return name;
  };
  for (const schema of schemas) {
    // The packages bring an error of their own along, which AWS does not know.
    if (!Array.isArray(schema) || schema[1] !== namespace) continue;
    if (schema[0] === schemaKind.operation)
      operations.set(String(schema[2]), [schema[3], referenceTo(schema[4]), referenceTo(schema[5])]);
    else if (schema[0] === schemaKind.error) store(schema);
  }
  return { source, namespace, operations: sorted(operations), shapes: sorted(shapes) };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One operation or shape a line: a difference shows what changed. */
export function textOfStored({ source, namespace, operations, shapes }: StoredModel): string {
  const lines = (rows: Readonly<Record<string, unknown>>): string =>
    Object.entries(rows)
      .map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`)
      .join(',\n');
  const head = `{\n "source": ${JSON.stringify(source)},\n "namespace": ${JSON.stringify(namespace)},\n`;
  return `${head} "operations": {\n${lines(operations)}\n },\n "shapes": {\n${lines(shapes)}\n }\n}\n`;
}
