/**
 * XML to a tree: elements, attributes and text. Linear, with limits, and without document types: no entity is defined here, so none expands.
 * AWS's clients send nothing else. Prefixes of elements are dropped, those of attributes kept (`xsi:type`).
 */
import { depthMax, formParametersMax, xmlBytesMax } from '../../limits.ts';
import { textOf } from '../utf8.ts';

export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  /** All character data within, together. */
  text: string;
}

/** `undefined` where it is not well-formed, or passes a limit. */
export function parseXml(bytes: Uint8Array): XmlNode | undefined {
  if (bytes.length > xmlBytesMax) return undefined;
  const text = textOf(bytes);
  return text === undefined ? undefined : new Parser(text).document();
}

const namePattern = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const spacePattern = /[ \t\r\n]*/y;
const attributePattern =
  /([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const attributesMax = 64;
const noAttributes: ReadonlyMap<string, string> = new Map();

const slash = 0x2f;
const exclamation = 0x21;
const question = 0x3f;

class Parser {
  readonly #text: string;
  #at = 0;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  document(): XmlNode | undefined {
    if (!this.#skipMisc(true)) return undefined;
    const open: XmlNode[] = [];
    let root: XmlNode | undefined;
    while (root === undefined || open.length > 0) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) return undefined;
      const parent = open.at(-1);
      if (next > this.#at) {
        if (parent === undefined) return undefined;
        const data = unescapeXml(this.#text.slice(this.#at, next));
        if (data === undefined) return undefined;
        parent.text += data;
      }
      this.#at = next;
      const mark = this.#text.charCodeAt(next + 1);
      if (mark === slash) {
        if (parent === undefined || !this.#closes(parent.name)) return undefined;
        open.pop();
      } else if (mark === exclamation && this.#text.startsWith('<![CDATA[', next)) {
        const end = this.#text.indexOf(']]>', next);
        if (parent === undefined || end < 0) return undefined;
        parent.text += this.#text.slice(next + 9, end);
        this.#at = end + 3;
      } else if (mark === question || (mark === exclamation && this.#text.startsWith('<!--', next))) {
        if (!this.#skipOne()) return undefined;
      } else {
        const element = this.#open();
        if (element === undefined || open.length >= depthMax) return undefined;
        if (parent === undefined) root = element.node;
        else parent.children.push(element.node);
        if (!element.closed) open.push(element.node);
      }
    }
    return this.#skipMisc(false) && this.#at === this.#text.length ? root : undefined;
  }

  /** A start tag. A `<!` that is neither comment nor CDATA ends here: it has no name. */
  #open(): { node: XmlNode; closed: boolean } | undefined {
    this.#nodes += 1;
    if (this.#nodes > formParametersMax) return undefined;
    this.#at += 1;
    const name = this.#take(namePattern);
    if (name === '') return undefined;
    let attributes: Map<string, string> | undefined;
    if (this.#text[this.#at] === '>') {
      this.#at += 1;
      return { node: newNode(name, attributes), closed: false };
    }
    for (;;) {
      const space = this.#take(spacePattern);
      if (this.#text.startsWith('/>', this.#at)) {
        this.#at += 2;
        return { node: newNode(name, attributes), closed: true };
      }
      if (this.#text[this.#at] === '>') {
        this.#at += 1;
        return { node: newNode(name, attributes), closed: false };
      }
      attributePattern.lastIndex = this.#at;
      const match = attributePattern.exec(this.#text);
      const value = unescapeXml(match?.[2] ?? match?.[3] ?? '');
      if (match === null || space === '' || value === undefined) return undefined;
      attributes ??= new Map();
      const attribute = match[1] ?? '';
      if (attributes.has(attribute) || attributes.size >= attributesMax) return undefined;
      attributes.set(attribute, value);
      this.#at = attributePattern.lastIndex;
    }
  }

  #closes(name: string): boolean {
    this.#at += 2;
    // Nearly every end tag is its start tag's name and nothing else.
    if (this.#text.startsWith(name, this.#at) && this.#text[this.#at + name.length] === '>') {
      this.#at += name.length + 1;
      return true;
    }
    const closing = localName(this.#take(namePattern));
    this.#take(spacePattern);
    if (closing !== name || this.#text[this.#at] !== '>') return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return '';
    this.#at = pattern.lastIndex;
    return match[0];
  }

  /** Space, comments, and before the root the declaration. A document type is none of them. */
  #skipMisc(withDeclaration: boolean): boolean {
    for (;;) {
      this.#take(spacePattern);
      const isInstruction = this.#text.startsWith('<?', this.#at);
      if (!isInstruction && !this.#text.startsWith('<!--', this.#at)) return true;
      if (isInstruction && !withDeclaration && this.#text.startsWith('<?xml ', this.#at)) return false;
      if (!this.#skipOne()) return false;
    }
  }

  #skipOne(): boolean {
    const [end, width] = this.#text.startsWith('<?', this.#at)
      ? [this.#text.indexOf('?>', this.#at + 2), 2]
      : [this.#text.indexOf('-->', this.#at + 4), 3];
    if (end < 0) return false;
    this.#at = end + width;
    return true;
  }
}

function newNode(name: string, attributes: Map<string, string> | undefined): XmlNode {
  return { name: localName(name), attributes: attributes ?? noAttributes, children: [], text: '' };
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five that XML has, and numbers. Any other reference makes it no XML for us. */
function unescapeXml(text: string): string | undefined {
  if (!text.includes('&')) return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  let out = '';
  let start = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', start)) {
    const end = text.indexOf(';', at);
    if (end < 0 || end - at > 10) return undefined;
    const character = characterOf(text.slice(at + 1, end));
    if (character === undefined) return undefined;
    out += text.slice(start, at) + character;
    start = end + 1;
  }
  return out + text.slice(start);
}

function characterOf(reference: string): string | undefined {
  if (Object.hasOwn(entities, reference)) return entities[reference];
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(code);
}
