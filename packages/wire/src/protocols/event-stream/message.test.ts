/** Messages of events against published vectors, and against the SDK's own codec both ways. */
import { EventStreamCodec, type Int64 } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventHeadersBytesMax } from '../../limits.ts';
import { decodeEventMessage, type EventHeader, encodeEventMessage } from './message.ts';

const oracle = new EventStreamCodec(toUtf8, fromUtf8);

test.each<[what: string, hex: string, headers: readonly [string, EventHeader][], payload: string]>([
  ['empty', '000000100000000005c248eb7d98c8ff', [], ''],
  ['a payload alone', '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936', [], "{'foo':'bar'}"],
  [
    'a header that is an integer',
    '0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0',
    [['event-type', { type: 'integer', value: 40_972 }]],
    "{'foo':'bar'}",
  ],
])('published: %s', (_what, hex, headers, text) => {
  const bytes = Buffer.from(hex, 'hex');
  const payload = Buffer.from(text);
  expect(encodeEventMessage({ headers: new Map(headers), payload }).toString('hex')).toBe(hex);
  const decoded = decodeEventMessage(bytes);
  if (!decoded.ok) throw new Error(decoded.problem);
  expect([...decoded.message.headers]).toEqual(headers);
  expect(Buffer.from(decoded.message.payload).toString()).toBe(text);
});

const uuid = fc.uuid();
const header: fc.Arbitrary<EventHeader> = fc.oneof(
  fc.boolean().map((value): EventHeader => ({ type: 'boolean', value })),
  fc.integer({ min: -128, max: 127 }).map((value): EventHeader => ({ type: 'byte', value })),
  fc.integer({ min: -32_768, max: 32_767 }).map((value): EventHeader => ({ type: 'short', value })),
  fc.integer().map((value): EventHeader => ({ type: 'integer', value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): EventHeader => ({ type: 'long', value })),
  fc.uint8Array({ maxLength: 40 }).map((value): EventHeader => ({ type: 'binary', value })),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value): EventHeader => ({ type: 'string', value })),
  fc.date({ noInvalidDate: true }).map((value): EventHeader => ({ type: 'timestamp', value })),
  uuid.map((value): EventHeader => ({ type: 'uuid', value })),
);
const message = fc.record({
  headers: fc
    .array(fc.tuple(fc.stringMatching(/^[a-z:][a-z-]{0,19}$/), header), { maxLength: 6 })
    .map((pairs) => new Map(pairs)),
  payload: fc.uint8Array({ maxLength: 200 }),
});

test('what is written, the SDK reads, and what the SDK writes again is the same', () => {
  fc.assert(
    fc.property(message, ({ headers, payload }) => {
      const bytes = encodeEventMessage({ headers, payload });
      const read = oracle.decode(bytes);
      for (const [name, { type, value }] of headers) {
        const seen = read.headers[name];
        if (seen === undefined) throw new Error(`${name} is not there`);
        expect(seen.type).toBe(type);
        if (type === 'long') expect(Buffer.from((seen.value as Int64).bytes).readBigInt64BE()).toBe(value);
        else if (type === 'binary') expect(Buffer.from(seen.value as Uint8Array)).toEqual(Buffer.from(value));
        else expect(seen.value).toEqual(value);
      }
      expect(Buffer.from(read.body)).toEqual(Buffer.from(payload));
      const again = decodeEventMessage(oracle.encode(read));
      if (!again.ok) throw new Error(again.problem);
      expect(encodeEventMessage(again.message)).toEqual(bytes);
    }),
  );
});

test('no change of a byte and no cut goes unseen, and nothing throws', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, place, change) => {
      const bytes = encodeEventMessage(one);
      const changed = Buffer.from(bytes);
      const at = place % bytes.length;
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(decodeEventMessage(changed).ok).toBe(false);
      expect(decodeEventMessage(bytes.subarray(0, at)).ok).toBe(false);
      expect(decodeEventMessage(Buffer.concat([bytes, Buffer.of(0)])).ok).toBe(false);
    }),
  );
});

/** With checksums that hold, so that what they surround is looked at. */
function withHeaders(headers: string): Buffer {
  const inner = Buffer.from(headers, 'hex');
  const good = encodeEventMessage({
    headers: new Map([['x', { type: 'binary', value: Buffer.alloc(inner.length) }]]),
    payload: new Uint8Array(),
  });
  // A message as long by other means: the oracle's checksum, our bytes.
  const total = 16 + inner.length;
  expect(good.length).toBeGreaterThan(total);
  const message = Buffer.alloc(total);
  message.writeUInt32BE(total, 0);
  message.writeUInt32BE(inner.length, 4);
  message.writeUInt32BE(crcOf(message.subarray(0, 8)), 8);
  inner.copy(message, 12);
  message.writeUInt32BE(crcOf(message.subarray(0, total - 4)), total - 4);
  return message;
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

test.each([
  ['an unknown type', '01610a'],
  ['a name that is not there', '05'],
  ['no name', '0000'],
  ['text that is not UTF-8', '0161070001ff'],
  ['text longer than the headers', '0161070010ff'],
  ['a time that no calendar has', '0161087fffffffffffffff'],
  ['one name twice', '016100016101'],
  ['no type', '0161'],
])('malformed: %s', (_what, headers) => {
  expect(decodeEventMessage(withHeaders(headers))).toEqual({ ok: false, problem: 'the headers are malformed' });
});

test('what is too long is neither written nor believed', () => {
  const long = (count: number): Map<string, EventHeader> =>
    new Map(
      Array.from({ length: count }, (_, index) => [`h${index}`, { type: 'binary', value: Buffer.alloc(30_000) }]),
    );
  const bytes = encodeEventMessage({ headers: long(4), payload: new Uint8Array() });
  expect(decodeEventMessage(bytes).ok).toBe(true);
  expect(() => encodeEventMessage({ headers: long(5), payload: new Uint8Array() })).toThrow(RangeError);
  const lying = Buffer.alloc(16);
  lying.writeUInt32BE(0x7fffffff, 0);
  lying.writeUInt32BE(eventHeadersBytesMax + 1, 4);
  lying.writeUInt32BE(crcOf(lying.subarray(0, 8)), 8);
  expect(decodeEventMessage(lying)).toEqual({ ok: false, problem: 'the message is too long' });
});
