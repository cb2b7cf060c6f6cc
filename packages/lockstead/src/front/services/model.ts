/**
 * A service's model from its table, for the wire to read requests by. The tables have those members alone that decide what a request asks
 * for, so what else a request says is not known here: it is neither refused nor called ignored, and goes on to the backend as it came.
 */
import { modelOfSchemas, type ServiceEntry, type ServiceModel } from '@lockstead/wire';
import type { MemberRow, OperationRow, ServiceTable, ShapeRow } from '../tables/row.ts';
import { frontTable } from '../tables/tables.ts';

/** The numbers by which the arrays of AWS's SDKs name what they hold. */
const kinds = { simple: 0, list: 1, map: 2, struct: 3, operation: 9 } as const;
const blob = 21;
const streamingBlob = 42;
const scalars: Readonly<Record<string, number>> = {
  string: 0,
  character: 0,
  integer: 1,
  long: 1,
  short: 1,
  double: 1,
  float: 1,
  boolean: 2,
  timestamp: 4,
  blob,
};

const namespace = 'front';
const models: Map<string, ServiceModel> = new Map();

/** Made when first asked for; the same one each time. @throws TypeError for a client that has no table. */
export function frontModel(client: string, entry: ServiceEntry): ServiceModel {
  const known = models.get(client);
  if (known !== undefined) return known;
  const table = frontTable(client);
  if (table === undefined) throw new TypeError(`there is no table of ${client}`);
  const shapes = new TableShapes(table, entry);
  const operations = Object.entries(table.operations).map(([name, row]) => shapes.operation(name, row));
  const model = modelOfSchemas(entry, operations);
  models.set(client, model);
  return model;
}

class TableShapes {
  readonly #table: ServiceTable;
  readonly #isRest: boolean;
  readonly #isRestJson: boolean;
  readonly #made: Map<string, readonly unknown[]> = new Map();

  constructor(table: ServiceTable, { protocols }: ServiceEntry) {
    this.#table = table;
    this.#isRestJson = protocols.includes('restJson1');
    this.#isRest = this.#isRestJson || protocols.includes('restXml');
  }

  operation(name: string, { http, input }: OperationRow): readonly unknown[] {
    const { method, requestUri, responseCode } = http ?? { method: 'POST', requestUri: '/', responseCode: 200 };
    const traits = this.#isRest ? { http: [method, this.#labelled(requestUri, input), responseCode] } : {};
    return [kinds.operation, namespace, name, traits, input === undefined ? 'unit' : () => this.#named(input), 'unit'];
  }

  /** The tables' paths name labels as they stand on the wire (`{functionName}`), the wire's by their members (`{FunctionName}`). */
  #labelled(uri: string, input: string | undefined): string {
    const members = Object.entries((input === undefined ? undefined : this.#table.shapes[input])?.members ?? {});
    let text = uri;
    for (const [name, { location, locationName }] of members) {
      if (location !== 'uri' || typeof locationName !== 'string' || locationName === name) continue;
      text = text.replace(`{${locationName}}`, `{${name}}`).replace(`{${locationName}+}`, `{${name}+}`);
    }
    return text;
  }

  /** The same array each time, so that a shape within itself ends. */
  #named(name: string): readonly unknown[] {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const shape = this.#table.shapes[name];
    if (shape === undefined) throw new TypeError(`the table of ${this.#table.client} has no shape ${name}`);
    const made = this.#make(name, shape);
    this.#made.set(name, made);
    return made;
  }

  #make(name: string, shape: ShapeRow): readonly unknown[] {
    const head = [namespace, name];
    switch (shape.type) {
      case 'list': {
        const { member = { shape: 'string' } } = shape;
        // A flattened list repeats the name of its elements, where they have one.
        const traits =
          shape['flattened'] === true
            ? {
                xmlFlattened: 1,
                ...(typeof member['locationName'] === 'string' ? { xmlName: member['locationName'] } : {}),
              }
            : {};
        return [kinds.list, ...head, traits, this.#member(member)];
      }
      case 'map': {
        const { key = { shape: 'string' }, value = { shape: 'string' } } = shape;
        const traits = shape['flattened'] === true ? { xmlFlattened: 1 } : {};
        return [kinds.map, ...head, traits, this.#member(key), this.#member(value)];
      }
      // Unions too: of a choice that is not known here nothing can be said, so none is counted.
      case 'structure': {
        const members = Object.entries(shape.members ?? {});
        const references = members.map(([member, row]) => this.#member(row, member === shape['payload']));
        return [kinds.struct, ...head, {}, members.map(([member]) => member), references, 0];
      }
      default:
        return [kinds.simple, ...head, {}, this.#scalar(shape.type, shape['streaming'] === true)];
    }
  }

  #member(row: MemberRow, isPayload = false): unknown {
    const streams = row['streaming'] === true;
    const own = this.#table.shapes[row.shape];
    const reference =
      own === undefined || (own.type === 'blob' && streams)
        ? this.#scalar(own?.type ?? row.shape, streams)
        : () => this.#named(row.shape);
    return [reference, { ...this.#traits(row), ...(isPayload ? { httpPayload: 1 } : {}) }];
  }

  #scalar(type: string, streams: boolean): number {
    const number = scalars[type];
    if (number === undefined) throw new TypeError(`the table of ${this.#table.client} has a scalar ${type}`);
    return number === blob && streams ? streamingBlob : number;
  }

  #traits({ location, locationName }: MemberRow): object {
    const name = typeof locationName === 'string' ? locationName : undefined;
    switch (location) {
      case 'uri':
        return { httpLabel: 1 };
      case 'querystring':
        return name === undefined ? { httpQueryParams: 1 } : { httpQuery: name };
      case 'header':
        return name === undefined ? {} : { httpHeader: name.toLowerCase() };
      case 'headers':
        return { httpPrefixHeaders: name ?? '' };
      default:
        if (name === undefined) return {};
        return this.#isRestJson ? { jsonName: name } : { xmlName: name };
    }
  }
}
