/**
 * A form (`Action=…&Tags.member.1.Key=…`) as a tree. Linear in its bytes; each parameter may come once.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import { depthMax, formBytesMax, formParametersMax } from '../../limits.ts';
import type { WireRequest } from '../../types.ts';
import { plainBody } from '../content-encoding.ts';
import { malformedInput, malformedQueryString, tooLarge } from '../fault.ts';
import { textOf } from '../utf8.ts';

/** Parameters by name, as sent: flat. */
export type Form = ReadonlyMap<string, string>;

export interface FormNode {
  value?: string;
  children?: Map<string, FormNode>;
}

/** What query string and body say together: clients put `Action` in either. */
export function formOf(request: WireRequest, body: Uint8Array): Form {
  const form: Map<string, string> = new Map();
  readInto(form, request.query);
  if (body.length > 0 && isForm(request)) {
    const plain = plainBody(request, body);
    if (plain.length > formBytesMax) throw tooLarge(formBytesMax);
    const text = textOf(plain);
    if (text === undefined) throw malformedQueryString();
    readInto(form, text);
  }
  return form;
}

/** Only bodies that say they are forms are read as such; one that says nothing is taken for a form. */
function isForm(request: WireRequest): boolean {
  const type = request.headers['content-type'];
  return type === undefined || type === '' || /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type);
}

function readInto(form: Map<string, string>, text: string): void {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const split = equals < 0 || equals > end ? end : equals;
      const name = decodePart(text.slice(start, split));
      // AWS DIFFERS?: two values for one name are refused, since signer, policy and handler might each take another one.
      if (form.has(name)) throw malformedQueryString(`The parameter ${name.slice(0, 128)} is given more than once.`);
      if (form.size >= formParametersMax) throw malformedInput('Too many parameters.');
      form.set(name, decodePart(text.slice(split + 1, end)));
    }
    start = end + 1;
  }
}

function decodePart(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedQueryString();
  }
}

/** Names split at their dots. Parameters of the signature and of the protocol itself are no part of the input. */
export function treeOf(form: Form): FormNode {
  const root: FormNode = {};
  for (const [name, value] of form) {
    if (protocolParameters.has(name) || name.startsWith('X-Amz-')) continue;
    const parts = name.split('.', depthMax + 1);
    if (parts.length > depthMax) throw malformedInput('Input is nested too deeply.');
    let node = root;
    for (const part of parts) node = childOf(node, part);
    node.value = value;
  }
  return root;
}

function childOf(node: FormNode, name: string): FormNode {
  node.children ??= new Map();
  const known = node.children.get(name);
  if (known !== undefined) return known;
  const child: FormNode = {};
  node.children.set(name, child);
  return child;
}

/** `AWSAccessKeyId` and the like are those of signature version 2, which nobody here accepts; they are never input either. */
const protocolParameters: ReadonlySet<string> = new Set([
  'Action',
  'Version',
  'AWSAccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SecurityToken',
]);
