import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '#kernel/secret';
import { rootKeyBytes, type SealedPlace, Sealer } from './seal.ts';

const place: SealedPlace = { collection: 'iam.accessKey', scope: '111122223333', id: 'AKIA1', member: 'secret' };
const sealer = new Sealer(Buffer.alloc(32, 1));

test('any text comes back, never twice sealed alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = sealer.seal(place, new Secret(text));
      expect(sealer.open(place, sealed).reveal()).toBe(text);
      expect(sealer.seal(place, new Secret(text))).not.toBe(sealed);
    }),
  );
});

test.each(['collection', 'scope', 'id', 'member'] as const)(
  'a sealed text moved to another %s does not open',
  (part) => {
    const sealed = sealer.seal(place, new Secret('x'));
    expect(() => sealer.open({ ...place, [part]: `${place[part]}x` }, sealed)).toThrow();
  },
);

test('one changed bit, one lost byte, another key or another way of sealing does not open', () => {
  const sealed = sealer.seal(place, new Secret('a secret'));
  const bytes = Buffer.from(sealed.slice(3), 'base64');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => sealer.open(place, `v1.${changed.toString('base64')}`)).toThrow();
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(() => sealer.open(place, `v1.${bytes.subarray(0, length).toString('base64')}`)).toThrow();
  }
  expect(() => new Sealer(Buffer.alloc(32, 2)).open(place, sealed)).toThrow();
  expect(() => sealer.open(place, `v2.${sealed.slice(3)}`)).toThrow('unknown way');
});

test('the check value knows its own key only', () => {
  expect(sealer.confirms(sealer.checkValue())).toBe(true);
  expect(new Sealer(Buffer.alloc(32, 2)).confirms(sealer.checkValue())).toBe(false);
  expect(sealer.confirms('')).toBe(false);
});

test('a root key is 32 bytes, in hex or base64', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 8));
  expect(rootKeyBytes(bytes)).toEqual(bytes);
  expect(rootKeyBytes(new Secret(`${bytes.toString('hex').toUpperCase()}\n`))).toEqual(bytes);
  expect(rootKeyBytes(new Secret(bytes.toString('base64')))).toEqual(bytes);
  for (const text of ['', 'x'.repeat(64), bytes.toString('base64').slice(1), bytes.toString('hex').slice(2)]) {
    expect(rootKeyBytes(new Secret(text))).toBeUndefined();
  }
});
