/**
 * A JSON reader that keeps what `JSON.parse` throws away: where each value stands, and keys that stand twice.
 * One pass, linear, bounded in depth. RFC 8259.
 */

import { jsonDepthMax } from '../limits.ts';
import type { Span } from '../span.ts';

export interface JsonMember {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: JsonNode;
}

export type JsonNode =
  | { readonly kind: 'object'; readonly span: Span; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly span: Span; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly span: Span; readonly value: string }
  /** `value` is the text as written: policies compare numbers and booleans as strings. */
  | { readonly kind: 'number' | 'boolean' | 'null'; readonly span: Span; readonly value: string };

interface JsonFault {
  readonly span: Span;
  readonly message: string;
}

export type JsonOutcome =
  | { readonly ok: true; readonly root: JsonNode }
  | { readonly ok: false; readonly fault: JsonFault };

export function readJson(text: string): JsonOutcome {
  const reader = new JsonReader(text);
  const root = reader.document();
  return root === undefined ? { ok: false, fault: reader.fault } : { ok: true, root };
}

const quote = 0x22;
const backslash = 0x5c;

/** Recursive descent. After a fault every method returns undefined, so that the first fault is the one reported. */
class JsonReader {
  fault: JsonFault = { span: { start: 0, end: 0 }, message: '' };
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode | undefined {
    // A byte order mark is not JSON, and AWS refuses it too.
    this.#space();
    const root = this.#value(0);
    if (root === undefined) return undefined;
    this.#space();
    if (this.#at < this.#text.length) return this.#fail('text after the end of the document');
    return root;
  }

  #fail(message: string): undefined {
    const end = Math.min(this.#at + 1, this.#text.length);
    this.fault = { span: { start: this.#at, end }, message };
    return undefined;
  }

  #space(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #value(depth: number): JsonNode | undefined {
    if (depth > jsonDepthMax) return this.#fail(`nested deeper than ${jsonDepthMax} levels`);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"': {
        const start = this.#at;
        const value = this.#string();
        return value === undefined ? undefined : { kind: 'string', span: { start, end: this.#at }, value };
      }
      case 't':
        return this.#word('true', 'boolean');
      case 'f':
        return this.#word('false', 'boolean');
      case 'n':
        return this.#word('null', 'null');
      default:
        return this.#number();
    }
  }

  #word(word: string, kind: 'boolean' | 'null'): JsonNode | undefined {
    if (!this.#text.startsWith(word, this.#at)) return this.#fail('a value was expected');
    const start = this.#at;
    this.#at += word.length;
    return { kind, span: { start, end: this.#at }, value: word };
  }

  #object(depth: number): JsonNode | undefined {
    const start = this.#at++;
    const members: JsonMember[] = [];
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return { kind: 'object', span: { start, end: this.#at }, members };
    }
    for (;;) {
      this.#space();
      if (this.#text.charCodeAt(this.#at) !== quote) return this.#fail('a key in quotes was expected');
      const keyStart = this.#at;
      const key = this.#string();
      if (key === undefined) return undefined;
      const keySpan = { start: keyStart, end: this.#at };
      this.#space();
      if (this.#text[this.#at] !== ':') return this.#fail('a colon was expected');
      this.#at++;
      this.#space();
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      members.push({ key, keySpan, value });
      this.#space();
      const next = this.#text[this.#at];
      if (next === ',') this.#at++;
      else if (next === '}') {
        this.#at++;
        return { kind: 'object', span: { start, end: this.#at }, members };
      } else return this.#fail('a comma or a closing brace was expected');
    }
  }

  #array(depth: number): JsonNode | undefined {
    const start = this.#at++;
    const items: JsonNode[] = [];
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return { kind: 'array', span: { start, end: this.#at }, items };
    }
    for (;;) {
      this.#space();
      const item = this.#value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.#space();
      const next = this.#text[this.#at];
      if (next === ',') this.#at++;
      else if (next === ']') {
        this.#at++;
        return { kind: 'array', span: { start, end: this.#at }, items };
      } else return this.#fail('a comma or a closing bracket was expected');
    }
  }

  #string(): string | undefined {
    const text = this.#text;
    let from = ++this.#at;
    let whole = '';
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        whole += text.slice(from, this.#at++);
        return whole;
      }
      if (code < 0x20) return this.#fail('a control character inside a string');
      if (code !== backslash) continue;
      whole += text.slice(from, this.#at);
      const escaped = this.#escape();
      if (escaped === undefined) return undefined;
      whole += escaped;
      from = this.#at + 1;
    }
    return this.#fail('a string without end');
  }

  /** Stands on the backslash; leaves on the last character of the escape. */
  #escape(): string | undefined {
    const letter = this.#text[++this.#at];
    const index = letter === undefined ? -1 : '"\\/bfnrt'.indexOf(letter);
    if (index >= 0) return '"\\/\b\f\n\r\t'[index];
    if (letter !== 'u') return this.#fail('an unknown escape');
    let code = 0;
    for (let i = 1; i <= 4; i++) {
      const digit = hexDigit(this.#text.charCodeAt(this.#at + i));
      if (digit < 0) return this.#fail('four hexadecimal digits were expected');
      code = code * 16 + digit;
    }
    this.#at += 4;
    return String.fromCharCode(code);
  }

  #number(): JsonNode | undefined {
    const start = this.#at;
    if (this.#text[this.#at] === '-') this.#at++;
    if (this.#text[this.#at] === '0') this.#at++;
    else if (!this.#digits()) return this.#fail('a value was expected');
    if (this.#text[this.#at] === '.') {
      this.#at++;
      if (!this.#digits()) return this.#fail('a digit was expected');
    }
    const exponent = this.#text[this.#at];
    if (exponent === 'e' || exponent === 'E') {
      this.#at++;
      const sign = this.#text[this.#at];
      if (sign === '+' || sign === '-') this.#at++;
      if (!this.#digits()) return this.#fail('a digit was expected');
    }
    return { kind: 'number', span: { start, end: this.#at }, value: this.#text.slice(start, this.#at) };
  }

  #digits(): boolean {
    const start = this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code < 0x30 || code > 0x39) break;
    }
    return this.#at > start;
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
