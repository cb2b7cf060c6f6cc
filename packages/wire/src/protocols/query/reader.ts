/**
 * A form's tree to an operation's input: closures made at first use.
 * awsQuery and ec2Query differ in the names of members, and in that ec2Query's lists are always flattened.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { type Decoding, malformedInput } from '../fault.ts';
import { setOwn } from '../own-property.ts';
import { perShape } from '../per-shape.ts';
import { parseScalar } from '../scalars.ts';
import type { FormNode } from './form.ts';

type Read = (node: FormNode, decoding: Decoding) => unknown;

export type QueryDialect = 'awsQuery' | 'ec2Query';

export class QueryReader {
  readonly #dialect: QueryDialect;
  readonly struct: (shape: StructShape) => Read = perShape((shape: StructShape): Read => this.#makeStruct(shape));

  constructor(dialect: QueryDialect) {
    this.#dialect = dialect;
  }

  #makeStruct(shape: StructShape): Read {
    const byWireName: Map<string, { name: string; read: Read }> = new Map();
    for (const member of shape.members()) {
      byWireName.set(this.#wireName(member), { name: member.name, read: this.#member(member) });
    }
    return (node, decoding) => {
      if (node.value !== undefined && node.value !== '') throw malformedInput('Unexpected complex element termination');
      const input: Record<string, unknown> = {};
      decoding.enter();
      for (const [wireName, child] of node.children ?? []) {
        const known = byWireName.get(wireName);
        if (known === undefined) decoding.ignore(wireName);
        else input[known.name] = known.read(child, decoding);
      }
      decoding.leave();
      return input;
    };
  }

  #wireName(member: Member): string {
    if (this.#dialect === 'awsQuery') return member.traits.xmlName ?? member.name;
    const { ec2QueryName, xmlName } = member.traits;
    return ec2QueryName ?? capitalized(xmlName ?? member.name);
  }

  #member(member: Member): Read {
    const { shape } = member;
    if (shape.kind === 'list') return this.#list(shape, member.traits.xmlFlattened !== undefined);
    if (shape.kind === 'map') return this.#map(shape, member.traits.xmlFlattened !== undefined);
    return this.#value(shape);
  }

  #value(shape: Shape): Read {
    switch (shape.kind) {
      case 'struct':
        return this.struct(shape);
      case 'list':
        return this.#list(shape, false);
      case 'map':
        return this.#map(shape, false);
      default:
        return scalarReader(shape);
    }
  }

  #list(shape: ListShape, flattened: boolean): Read {
    const element = shape.element();
    const read = this.#value(element.shape);
    const wrapper = element.traits.xmlName ?? 'member';
    const isFlat = flattened || this.#dialect === 'ec2Query';
    return (node, decoding) => {
      const items = isFlat ? node : unwrap(node, wrapper, decoding);
      decoding.enter();
      const list = inOrder(items).map((item) => read(item, decoding));
      decoding.leave();
      return list;
    };
  }

  #map(shape: MapShape, flattened: boolean): Read {
    const keyName = shape.key().traits.xmlName ?? 'key';
    const valueName = shape.value().traits.xmlName ?? 'value';
    const readValue = this.#value(shape.value().shape);
    return (node, decoding) => {
      const entries = flattened ? node : unwrap(node, 'entry', decoding);
      const map: Record<string, unknown> = {};
      decoding.enter();
      for (const entry of inOrder(entries)) {
        const key = entry.children?.get(keyName)?.value;
        const value = entry.children?.get(valueName);
        if (key === undefined || value === undefined) throw malformedInput('MapEntry must have a key and a value');
        setOwn(map, key, readValue(value, decoding));
      }
      decoding.leave();
      return map;
    };
  }
}

/** `Tags.member.1` and, as the older clients write it, `Tags.1`. `Tags=` alone is the empty list. */
function unwrap(node: FormNode, wrapper: string, decoding: Decoding): FormNode {
  const { children } = node;
  if (children === undefined) return node;
  const inner = children.get(wrapper) ?? children.get('member');
  if (inner === undefined) return node;
  for (const name of children.keys()) if (name !== wrapper && name !== 'member') decoding.ignore(name);
  return inner;
}

const indexPattern = /^[0-9]{1,9}$/;

/** Elements by their number; gaps close. */
function inOrder(node: FormNode): readonly FormNode[] {
  if (node.children === undefined) {
    if (node.value === undefined || node.value === '') return [];
    throw malformedInput('Unexpected list element termination');
  }
  const numbered: [index: number, FormNode][] = [];
  for (const [name, child] of node.children) {
    if (!indexPattern.test(name)) throw malformedInput(`Key ${name.slice(0, 128)} is not a list index`);
    numbered.push([Number(name), child]);
  }
  return numbered.sort(([one], [other]) => one - other).map(([, child]) => child);
}

function scalarReader(shape: ScalarShape): Read {
  return (node) => {
    if (node.children !== undefined) throw malformedInput('Start of structure or map found where not expected');
    const value = parseScalar(shape, node.value ?? '', 'dateTime');
    if (value === undefined) throw malformedInput(`Invalid value for a ${shape.kind}`);
    return value;
  };
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
