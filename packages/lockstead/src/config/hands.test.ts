/** Who may read and change a file, by owner, group and mode: the whole table, without needing other users on the machine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hands, whyNotSecret, whyReplaceable, whyUntrusted } from './hands.ts';
import { isOnlyMember } from './private-group.ts';

const me = 1000;
const [mine, shared] = [1000, 50];
const hands: Hands = { user: me, isPrivate: (group) => group === mine };
const root: Hands = { user: 0, isPrivate: () => false };
const by = (uid: number, gid: number, mode: number): { uid: number; gid: number; mode: number } => ({ uid, gid, mode });

describe.each([
  { name: 'mine alone', found: by(me, mine, 0o600), secret: true, trusted: true },
  { name: 'mine, read by my own group', found: by(me, mine, 0o640), secret: true, trusted: true },
  { name: 'mine, written by my own group', found: by(me, mine, 0o660), secret: true, trusted: true },
  { name: 'mine, read by a shared group', found: by(me, shared, 0o640), secret: false, trusted: true },
  { name: 'mine, written by a shared group', found: by(me, shared, 0o620), secret: false, trusted: false },
  { name: 'mine, read by all', found: by(me, mine, 0o644), secret: false, trusted: true },
  { name: 'mine, written by all', found: by(me, mine, 0o602), secret: false, trusted: false },
  { name: 'of root, read by a group', found: by(0, shared, 0o440), secret: true, trusted: true },
  { name: 'of root, read by all', found: by(0, 0, 0o444), secret: false, trusted: true },
  { name: 'of another', found: by(1001, mine, 0o600), secret: false, trusted: false },
])('a file $name', ({ found, secret, trusted }) => {
  test(`is ${secret ? '' : 'not '}secret and ${trusted ? '' : 'not '}to be trusted`, () => {
    expect(whyNotSecret(found, hands) === undefined).toBe(secret);
    expect(whyUntrusted(found, hands) === undefined).toBe(trusted);
  });
});

test('what may stay secret may be trusted', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.constantFrom(mine, shared), fc.nat(0o7777), (user, gid, mode) => {
      const found = by([0, me, 1001, 65534][user] ?? 0, gid, mode);
      return whyNotSecret(found, hands) !== undefined || whyUntrusted(found, hands) === undefined;
    }),
  );
});

describe('a folder', () => {
  test.each([
    { name: 'of mine', found: by(me, mine, 0o755), safe: true },
    { name: 'of mine and my group', found: by(me, mine, 0o775), safe: true },
    { name: 'of mine and a shared group', found: by(me, shared, 0o775), safe: false },
    { name: 'for all, as /tmp is', found: by(0, 0, 0o1777), safe: true },
    { name: 'for all, without the sticky bit', found: by(0, 0, 0o777), safe: false },
    { name: 'of another', found: by(1001, 1001, 0o755), safe: false },
  ])('$name: nobody else can replace what is in it: $safe', ({ found, safe }) => {
    expect(whyReplaceable(found, hands) === undefined).toBe(safe);
  });

  test('of a user is taken by the superuser, unless others can change it', () => {
    expect(whyReplaceable(by(1001, 1001, 0o755), root)).toBeUndefined();
    expect(whyReplaceable(by(1001, 1001, 0o775), root)).toContain('mode is 0775');
  });
});

describe('a group', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nben:x:1001:50::/home/ben:/bin/sh\n';
  test.each([
    ['of one user alone', 'ann:x:1000:', true],
    ['that names just that user', 'ann:x:1000:ann', true],
    ['with a further member', 'ann:x:1000:ann,ben', false],
    ['that nobody lists', 'root:x:0:', false],
  ])('%s is private: %s → %s', (_, line, expected) => {
    expect(isOnlyMember(1000, 1000, passwd, `${line}\n`)).toBe(expected);
  });

  test("that is another user's own is not private", () => {
    expect(isOnlyMember(1000, 50, passwd, 'staff:x:50:\n')).toBe(false);
  });
});
