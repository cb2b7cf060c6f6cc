/** An XML tree to an operation's input: closures made at first use. AWS: https://smithy.io/2.0/spec/xml-bindings.html */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import type { Decoding, Fault } from '../fault.ts';
import { setOwn } from '../own-property.ts';
import { perShape } from '../per-shape.ts';
import { parseScalar } from '../scalars.ts';
import type { XmlNode } from './parser.ts';

/** Of all nodes with one name within their parent: one for most members, several for a flattened list. */
type ReadAll = (nodes: readonly XmlNode[], decoding: Decoding) => unknown;
type ReadOne = (node: XmlNode, decoding: Decoding) => unknown;

type ElementReader =
  | { readonly isFlat: true; readonly readAll: ReadAll }
  | { readonly isFlat: false; readonly readOne: ReadOne };
type Element = ElementReader & { readonly name: string };

export class XmlReader {
  readonly #malformed: () => Fault;
  readonly #struct = perShape((shape: StructShape): ReadOne => this.#makeStruct(shape, () => true));

  constructor(malformed: () => Fault) {
    this.#malformed = malformed;
  }

  struct(shape: StructShape, only?: (member: Member) => boolean): ReadOne {
    return only === undefined ? this.#struct(shape) : this.#makeStruct(shape, only);
  }

  #makeStruct(shape: StructShape, only: (member: Member) => boolean): ReadOne {
    const members = shape.members().filter(only);
    const elements: Map<string, Element> = new Map();
    for (const member of members.filter(({ traits }) => traits.xmlAttribute === undefined)) {
      elements.set(elementName(member), { name: member.name, ...this.#member(member) });
    }
    const attributes = members.filter(({ traits }) => traits.xmlAttribute !== undefined);
    return (node, decoding) => {
      const input: Record<string, unknown> = {};
      decoding.enter();
      for (const member of attributes) {
        const value = node.attributes.get(member.traits.xmlName ?? member.name);
        if (value !== undefined) input[member.name] = value;
      }
      let several: Map<XmlNode['name'], XmlNode[]> | undefined;
      for (const child of node.children) {
        const known = elements.get(child.name);
        if (known === undefined) decoding.ignore(child.name);
        else if (known.isFlat) {
          several ??= new Map();
          const nodes = several.get(child.name);
          if (nodes === undefined) several.set(child.name, [child]);
          else nodes.push(child);
        } else {
          // AWS DIFFERS?: a member given twice is refused, where some of its services take one of the two.
          if (input[known.name] !== undefined) throw this.#malformed();
          input[known.name] = known.readOne(child, decoding);
        }
      }
      for (const [name, nodes] of several ?? []) {
        const known = elements.get(name);
        if (known?.isFlat === true) input[known.name] = known.readAll(nodes, decoding);
      }
      decoding.leave();
      return input;
    };
  }

  #member({ shape, traits }: Member): ElementReader {
    if (traits.xmlFlattened !== undefined && shape.kind === 'list') {
      const read = this.#value(shape.element().shape);
      return { isFlat: true, readAll: (nodes, decoding) => nodes.map((node) => read(node, decoding)) };
    }
    if (traits.xmlFlattened !== undefined && shape.kind === 'map')
      return { isFlat: true, readAll: this.#entries(shape) };
    return { isFlat: false, readOne: this.#value(shape) };
  }

  #value(shape: Shape): ReadOne {
    switch (shape.kind) {
      case 'struct':
        return this.struct(shape);
      case 'list':
        return this.#list(shape);
      case 'map': {
        const read = this.#entries(shape);
        return (node, decoding) =>
          read(
            node.children.filter((child) => child.name === 'entry'),
            decoding,
          );
      }
      default:
        return this.#scalar(shape);
    }
  }

  #list(shape: ListShape): ReadOne {
    const element = shape.element();
    const name = localName(element.traits.xmlName ?? 'member');
    let read: ReadOne | undefined;
    return (node, decoding) => {
      read ??= this.#value(element.shape);
      const list: unknown[] = [];
      decoding.enter();
      for (const child of node.children) {
        if (child.name === name) list.push(read(child, decoding));
        else decoding.ignore(child.name);
      }
      decoding.leave();
      return list;
    };
  }

  #entries(shape: MapShape): ReadAll {
    const keyName = shape.key().traits.xmlName ?? 'key';
    const valueName = shape.value().traits.xmlName ?? 'value';
    let read: ReadOne | undefined;
    return (nodes, decoding) => {
      read ??= this.#value(shape.value().shape);
      const map: Record<string, unknown> = {};
      decoding.enter();
      for (const node of nodes) {
        const key = node.children.find((child) => child.name === keyName);
        const value = node.children.find((child) => child.name === valueName);
        if (key === undefined || value === undefined) throw this.#malformed();
        setOwn(map, key.text, read(value, decoding));
      }
      decoding.leave();
      return map;
    };
  }

  #scalar(shape: ScalarShape): ReadOne {
    return (node) => {
      if (node.children.length > 0) throw this.#malformed();
      const text = shape.kind === 'string' ? node.text : node.text.trim();
      const value = parseScalar(shape, text, 'dateTime');
      if (value === undefined) throw this.#malformed();
      return value;
    };
  }
}

function elementName({ name, traits }: Member): string {
  return localName(traits.xmlName ?? name);
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
