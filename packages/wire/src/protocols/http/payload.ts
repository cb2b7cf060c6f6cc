/** A body that is one member, not a document: bytes, text, or a stream. */
import type { Readable } from 'node:stream';
import type { Member } from '../../model/shape.ts';
import type { WireResponse } from '../../types.ts';
import { wholeBody } from '../codec.ts';
import type { Fault } from '../fault.ts';
import { textOf } from '../utf8.ts';

/** For members that are neither structure nor union; `undefined` where there is no body. */
export function readRawPayload(member: Member, body: Uint8Array | Readable, malformed: () => Fault): unknown {
  const { shape } = member;
  if (shape.kind === 'streamingBlob') return body;
  const bytes = wholeBody(body);
  if (bytes.length === 0) return undefined;
  if (shape.kind === 'blob') return bytes;
  const text = textOf(bytes);
  if (text === undefined) throw malformed();
  return text;
}

/** Bytes and streams go as they are. A stream that fails cuts the answer off, so that no one takes a part for the whole. */
export function writeRawPayload(value: unknown): WireResponse['body'] {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (isReadable(value)) return value;
  return String(value);
}

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'pipe' in value && typeof value.pipe === 'function';
}

export function isDocumentPayload(member: Member): boolean {
  return member.shape.kind === 'struct' || member.shape.kind === 'document';
}
