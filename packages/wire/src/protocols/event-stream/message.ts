/**
 * One message of `vnd.amazon.eventstream`: a prelude of lengths, typed headers, a payload, and a checksum behind the prelude and the whole.
 * AWS: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
import { crc32 } from 'node:zlib';
import { eventHeadersBytesMax, eventPayloadBytesMax } from '../../limits.ts';
import { textOf } from '../utf8.ts';

/** The value of a header, by its type on the wire. */
export type EventHeader =
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'byte' | 'short' | 'integer'; readonly value: number }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'timestamp'; readonly value: Date }
  /** `01234567-89ab-cdef-0123-456789abcdef` */
  | { readonly type: 'uuid'; readonly value: string };

/** One message of an event stream (`application/vnd.amazon.eventstream`). */
export interface EventMessage {
  readonly headers: ReadonlyMap<string, EventHeader>;
  readonly payload: Uint8Array;
}

/** A message, or what is wrong with its bytes. */
export type DecodedMessage =
  | { readonly ok: true; readonly message: EventMessage }
  | { readonly ok: false; readonly problem: string };

/** Two lengths and their checksum. */
const preludeLength = 12;
const checksumLength = 4;
export const messageLengthMin: number = preludeLength + checksumLength;

/** Throws for what has no place in a message: what is sent is our own. */
export function encodeEventMessage({ headers, payload }: EventMessage): Buffer {
  const parts = [...headers].map(([name, header]) => encodeHeader(name, header));
  const headersLength = parts.reduce((sum, { length }) => sum + length, 0);
  if (headersLength > eventHeadersBytesMax || payload.byteLength > eventPayloadBytesMax) {
    throw new RangeError('an event is too long for one message');
  }
  const total = messageLengthMin + headersLength + payload.byteLength;
  const prelude = Buffer.alloc(preludeLength);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(headersLength, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const bytes = Buffer.concat([prelude, ...parts, payload, Buffer.alloc(checksumLength)], total);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, total - checksumLength)), total - checksumLength);
  return bytes;
}

/** Of exactly one message. */
export function decodeEventMessage(bytes: Uint8Array): DecodedMessage {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = messageLengthOf(buffer);
  if (typeof total === 'string') return { ok: false, problem: total };
  if (total !== buffer.length) return { ok: false, problem: 'the message has another length than it says' };
  if (crc32(buffer.subarray(0, total - checksumLength)) !== buffer.readUInt32BE(total - checksumLength)) {
    return { ok: false, problem: 'the checksum of the message does not match' };
  }
  const headersEnd = preludeLength + buffer.readUInt32BE(4);
  const headers = decodeHeaders(buffer.subarray(preludeLength, headersEnd));
  if (headers === undefined) return { ok: false, problem: 'the headers are malformed' };
  return { ok: true, message: { headers, payload: buffer.subarray(headersEnd, total - checksumLength) } };
}

/** How long the message is that starts so, by its prelude; a sentence where that cannot be believed. At least 12 bytes are needed. */
export function messageLengthOf(start: Buffer): number | string {
  if (start.length < preludeLength) return 'the prelude is not whole';
  if (crc32(start.subarray(0, 8)) !== start.readUInt32BE(8)) return 'the checksum of the prelude does not match';
  const total = start.readUInt32BE(0);
  const headersLength = start.readUInt32BE(4);
  const payloadLength = total - messageLengthMin - headersLength;
  if (payloadLength < 0) return 'the headers are longer than the message';
  if (headersLength > eventHeadersBytesMax || payloadLength > eventPayloadBytesMax) return 'the message is too long';
  return total;
}

const booleanTrue = 0;
const booleanFalse = 1;
const typeNumbers = { byte: 2, short: 3, integer: 4, long: 5, binary: 6, string: 7, timestamp: 8, uuid: 9 } as const;

function encodeHeader(name: string, header: EventHeader): Buffer {
  const text = Buffer.from(name, 'utf8');
  if (text.length === 0 || text.length > 255) throw new RangeError("an event's header has a name of 1 to 255 bytes");
  const value = encodeValue(header);
  const type = header.type === 'boolean' ? (header.value ? booleanTrue : booleanFalse) : typeNumbers[header.type];
  return Buffer.concat([Buffer.of(text.length), text, Buffer.of(type), value]);
}

function encodeValue(header: EventHeader): Buffer {
  switch (header.type) {
    case 'boolean':
      return Buffer.alloc(0);
    case 'byte': {
      const bytes = Buffer.alloc(1);
      bytes.writeInt8(header.value);
      return bytes;
    }
    case 'short': {
      const bytes = Buffer.alloc(2);
      bytes.writeInt16BE(header.value);
      return bytes;
    }
    case 'integer': {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(header.value);
      return bytes;
    }
    case 'long':
      return long(header.value);
    case 'timestamp':
      return long(BigInt(header.value.getTime()));
    case 'binary':
      return withLength(Buffer.from(header.value));
    case 'string':
      return withLength(Buffer.from(header.value, 'utf8'));
    case 'uuid': {
      const bytes = Buffer.from(header.value.replaceAll('-', ''), 'hex');
      if (bytes.length !== 16) throw new RangeError('a UUID has 16 bytes');
      return bytes;
    }
  }
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function withLength(value: Buffer): Buffer {
  if (value.length > 0x7fff) throw new RangeError("an event's header has a value of at most 32,767 bytes");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, value]);
}

function decodeHeaders(bytes: Buffer): Map<string, EventHeader> | undefined {
  const headers: Map<string, EventHeader> = new Map();
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const name = nameEnd < bytes.length ? textOf(bytes.subarray(at + 1, nameEnd)) : undefined;
    const found = decodeValue(bytes, nameEnd);
    if (name === undefined || name === '' || found === undefined || headers.has(name)) return undefined;
    headers.set(name, found.header);
    at = found.end;
  }
  return headers;
}

interface FoundHeader {
  readonly header: EventHeader;
  readonly end: number;
}

/** `at` is where the type stands. `undefined` for an unknown type, or what ends too early. */
function decodeValue(bytes: Buffer, at: number): FoundHeader | undefined {
  const type = bytes[at];
  const start = at + 1;
  const left = bytes.length - start;
  switch (type) {
    case booleanTrue:
    case booleanFalse:
      return { header: { type: 'boolean', value: type === booleanTrue }, end: start };
    case typeNumbers.byte:
      return left < 1 ? undefined : { header: { type: 'byte', value: bytes.readInt8(start) }, end: start + 1 };
    case typeNumbers.short:
      return left < 2 ? undefined : { header: { type: 'short', value: bytes.readInt16BE(start) }, end: start + 2 };
    case typeNumbers.integer:
      return left < 4 ? undefined : { header: { type: 'integer', value: bytes.readInt32BE(start) }, end: start + 4 };
    case typeNumbers.long:
      return left < 8 ? undefined : { header: { type: 'long', value: bytes.readBigInt64BE(start) }, end: start + 8 };
    case typeNumbers.timestamp: {
      const date = left < 8 ? undefined : new Date(Number(bytes.readBigInt64BE(start)));
      if (date === undefined || Number.isNaN(date.getTime())) return undefined;
      return { header: { type: 'timestamp', value: date }, end: start + 8 };
    }
    case typeNumbers.uuid: {
      if (left < 16) return undefined;
      const hex = bytes.toString('hex', start, start + 16);
      const value = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
      return { header: { type: 'uuid', value }, end: start + 16 };
    }
    case typeNumbers.binary:
    case typeNumbers.string: {
      const length = left < 2 ? left : bytes.readUInt16BE(start);
      const end = start + 2 + length;
      if (end > bytes.length) return undefined;
      const value = bytes.subarray(start + 2, end);
      if (type === typeNumbers.binary) return { header: { type: 'binary', value }, end };
      const text = textOf(value);
      return text === undefined ? undefined : { header: { type: 'string', value: text }, end };
    }
    default:
      return undefined;
  }
}
