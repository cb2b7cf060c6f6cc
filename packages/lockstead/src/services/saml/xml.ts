/**
 * XML as SAML uses it: a tree of elements with their namespaces. Strict, linear and bounded. There are no document types, so no entity is defined
 * and none expands. What two parsers could read in two ways is refused, since signatures are checked by another parser than this one.
 * XML: https://www.w3.org/TR/xml/, namespaces: https://www.w3.org/TR/xml-names/
 */

export interface XmlElement {
  /** Empty: none. */
  readonly namespace: string;
  readonly name: string;
  /** By name; one with a prefix by its namespace in braces, then its name. Declarations of namespaces are not among them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All character data directly within, together. */
  readonly text: string;
}

export interface XmlLimits {
  readonly elementsMax: number;
  readonly depthMax: number;
  readonly attributesMax: number;
  readonly nameLengthMax: number;
}

/** `plain` refuses comments, instructions and CDATA sections, which no signed message needs; `usual` reads CDATA and passes over the others. */
export type XmlForm = 'plain' | 'usual';

/** `undefined` where it is not well-formed, or passes a limit. */
export function readXml(text: string, form: XmlForm, limits: XmlLimits): XmlElement | undefined {
  const reading = new Reading(text, form, limits);
  while (!reading.isOver) reading.step();
  return reading.root;
}

const elementsATurn = 2000;

/** As `readXml`, for long documents: others get their turn in between. */
export async function readLongXml(
  text: string,
  form: XmlForm,
  limits: XmlLimits,
  turn: () => Promise<void>,
): Promise<XmlElement | undefined> {
  const reading = new Reading(text, form, limits);
  for (let step = 1; !reading.isOver; step++) {
    reading.step();
    if (step % elementsATurn === 0) await turn();
  }
  return reading.root;
}

/** The only child of that name; `undefined` where there is none, or several. */
export function onlyChild(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const found = childrenOf(parent, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

export function childrenOf(parent: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The element and all within it, in the order of the document. */
export function* everyElement(root: XmlElement): Generator<XmlElement, void> {
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    yield element;
    for (let i = element.children.length - 1; i >= 0; i--) {
      const child = element.children[i];
      if (child !== undefined) open.push(child);
    }
  }
}

interface Scope {
  readonly outer: Scope | undefined;
  readonly declared: ReadonlyMap<string, string>;
}

interface OpenElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

interface Open {
  readonly element: OpenElement;
  /** As it was written, with its prefix: its end has to be written in the same way. */
  readonly written: string;
  readonly scope: Scope | undefined;
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

const namePattern = /(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)/y;
const spacePattern = /[ \t\r\n]*/y;
const attributePattern =
  /[ \t\r\n]+(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const declarationPattern =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[01]"|'1\.[01]')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[\w.-]+"|'[\w.-]+'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML does not have.
const noCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** One document being read: `step` takes it to the next tag. */
class Reading {
  readonly #text: string;
  readonly #form: XmlForm;
  readonly #limits: XmlLimits;
  readonly #open: Open[] = [];
  #at = 0;
  #elements = 0;
  #root: XmlElement | undefined;
  isOver = false;

  constructor(text: string, form: XmlForm, limits: XmlLimits) {
    this.#text = text;
    this.#form = form;
    this.#limits = limits;
    this.#take(declarationPattern);
    if (noCharacter.test(text)) this.#fail();
  }

  /** Undefined while it is being read, and where it could not be. */
  get root(): XmlElement | undefined {
    return this.isOver ? this.#root : undefined;
  }

  step(): void {
    if (!this.#next()) this.#fail();
  }

  /** False where the document cannot go on like this. */
  #next(): boolean {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.#take(spacePattern);
      if (this.#at === this.#text.length && this.#root !== undefined) {
        this.isOver = true;
        return true;
      }
    }
    const next = this.#text.indexOf('<', this.#at);
    if (next < 0) return false;
    if (next > this.#at && !this.#addText(this.#text.slice(this.#at, next), parent)) return false;
    this.#at = next;
    if (this.#text.startsWith('</', next)) return this.#end(parent);
    if (this.#text.startsWith('<!', next) || this.#text.startsWith('<?', next)) return this.#aside(parent);
    return this.#begin(parent);
  }

  #fail(): void {
    this.isOver = true;
    this.#root = undefined;
    this.#open.length = 0;
  }

  #addText(raw: string, parent: Open | undefined): boolean {
    const data = raw.includes(']]>') ? undefined : unescaped(raw);
    if (data === undefined || parent === undefined) return false;
    parent.element.text += data;
    return true;
  }

  #begin(parent: Open | undefined): boolean {
    this.#elements += 1;
    const { elementsMax, depthMax, nameLengthMax } = this.#limits;
    if (this.#elements > elementsMax || this.#open.length >= depthMax) return false;
    if (parent === undefined && this.#root !== undefined) return false;
    this.#at += 1;
    const name = this.#take(namePattern);
    if (name === undefined || name[0].length > nameLengthMax) return false;
    const attributes = this.#attributes();
    if (attributes === undefined) return false;
    const { scope, found } = scoped(attributes, parent?.scope) ?? {};
    const namespace = namespaceOf(name[1] ?? '', scope);
    if (found === undefined || namespace === undefined) return false;
    const element: OpenElement = { namespace, name: name[2] ?? '', attributes: found, children: [], text: '' };
    if (parent === undefined) this.#root = element;
    else parent.element.children.push(element);
    this.#take(spacePattern);
    if (this.#text.startsWith('/>', this.#at)) this.#at += 2;
    else if (this.#text[this.#at] === '>') {
      this.#at += 1;
      this.#open.push({ element, written: name[0], scope });
    } else return false;
    return true;
  }

  #attributes(): readonly Attribute[] | undefined {
    const found: Attribute[] = [];
    for (let match = this.#take(attributePattern); match !== undefined; match = this.#take(attributePattern)) {
      const [, prefix = '', name = '', quoted, single = ''] = match;
      // White space in a value reads as blanks; a reference to it stays what it is.
      const value = unescaped((quoted ?? single).replaceAll(/\r\n|[\t\r\n]/g, ' '));
      const { attributesMax, nameLengthMax } = this.#limits;
      const isLong = prefix.length + name.length > nameLengthMax;
      if (value === undefined || isLong || found.length >= attributesMax) return undefined;
      found.push({ prefix, name, value });
    }
    return found;
  }

  #end(parent: Open | undefined): boolean {
    if (parent === undefined || !this.#text.startsWith(parent.written, this.#at + 2)) return false;
    this.#at += 2 + parent.written.length;
    this.#take(spacePattern);
    if (this.#text[this.#at] !== '>') return false;
    this.#at += 1;
    this.#open.pop();
    return true;
  }

  /** What is neither element nor text. A document type is refused in every form. */
  #aside(parent: Open | undefined): boolean {
    if (this.#form === 'plain') return false;
    const [begin, end] =
      asides.find(([mark]) => this.#text.startsWith(mark, this.#at)) ?? ([undefined, undefined] as const);
    if (begin === undefined) return false;
    const from = this.#at + begin.length;
    const to = this.#text.indexOf(end, from);
    if (to < 0) return false;
    const data = this.#text.slice(from, to);
    if (begin === '<![CDATA[') {
      if (parent === undefined) return false;
      parent.element.text += data.replaceAll(/\r\n?/g, '\n');
    } else if (begin === '<?' ? /^xml\b/i.test(data) : data.includes('--')) return false;
    this.#at = to + end.length;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }
}

const asides = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

interface Attribute {
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
}

/** The attributes that are no declarations, and what prefixes mean within the element. Undefined where a name stands twice or means nothing. */
function scoped(
  attributes: readonly Attribute[],
  outer: Scope | undefined,
): { readonly scope: Scope | undefined; readonly found: ReadonlyMap<string, string> } | undefined {
  const declared = new Map<string, string>();
  const own: Attribute[] = [];
  for (const attribute of attributes) {
    const isDefault = attribute.prefix === '' && attribute.name === 'xmlns';
    if (!isDefault && attribute.prefix !== 'xmlns') {
      own.push(attribute);
      continue;
    }
    const prefix = isDefault ? '' : attribute.name;
    const isReserved = prefix === 'xml' || prefix === 'xmlns' || reserved.has(attribute.value);
    if (declared.has(prefix) || isReserved || (attribute.value === '' && !isDefault)) return undefined;
    declared.set(prefix, attribute.value);
  }
  const scope = declared.size === 0 ? outer : { outer, declared };
  const found = new Map<string, string>();
  for (const { prefix, name, value } of own) {
    const namespace = prefix === '' ? '' : namespaceOf(prefix, scope);
    if (namespace === undefined) return undefined;
    const key = namespace === '' ? name : `{${namespace}}${name}`;
    if (found.has(key)) return undefined;
    found.set(key, value);
  }
  return { scope, found };
}

const reserved: ReadonlySet<string> = new Set([xmlNamespace, xmlnsNamespace]);

function namespaceOf(prefix: string, scope: Scope | undefined): string | undefined {
  if (prefix === 'xml') return xmlNamespace;
  for (let at = scope; at !== undefined; at = at.outer) {
    const namespace = at.declared.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return prefix === '' ? '' : undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities that XML has, and numbers; any other reference is refused. */
function unescaped(raw: string): string | undefined {
  const text = raw.includes('\r') ? raw.replaceAll(/\r\n?/g, '\n') : raw;
  if (!text.includes('&')) return text;
  let out = '';
  let start = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', start)) {
    const end = text.indexOf(';', at);
    if (end < 0 || end - at > 10) return undefined;
    const character = referred(text.slice(at + 1, end));
    if (character === undefined) return undefined;
    out += text.slice(start, at) + character;
    start = end + 1;
  }
  return out + text.slice(start);
}

function referred(reference: string): string | undefined {
  if (Object.hasOwn(entities, reference)) return entities[reference];
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  return noCharacter.test(character) ? undefined : character;
}
