import { expect, test } from 'vitest';
import { seededEntropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { hashPassword, isPassword, randomPasswordCost } from './password-hash.ts';

const small = { logN: 4, r: 8, p: 1 };

test('a password hash fits its password and no other', async () => {
  const hash = await hashPassword(new Secret('correct horse'), small, seededEntropy('salt'));
  expect(await isPassword(new Secret('correct horse'), hash)).toBe(true);
  expect(await isPassword(new Secret('correct horse '), hash)).toBe(false);
  expect(await isPassword(new Secret(''), hash)).toBe(false);
});

test('two hashes of one password differ by their salts and keep their parameters', async () => {
  const entropy = seededEntropy('salts');
  const first = await hashPassword(new Secret('x'), small, entropy);
  const second = await hashPassword(new Secret('x'), small, entropy);
  expect(first.reveal()).not.toBe(second.reveal());
  expect((await hashPassword(new Secret('x'), randomPasswordCost, entropy)).reveal()).toMatch(
    /^\$scrypt\$ln=14,r=8,p=1\$/,
  );
});

test('a password fits its hash in any Unicode spelling of its characters', async () => {
  const hash = await hashPassword(new Secret('caf\u00e9'), small, seededEntropy('nfkc'));
  expect(await isPassword(new Secret('cafe\u0301'), hash)).toBe(true);
});

test.each(['', 'plain', '$scrypt$ln=99,r=8,p=1$aaaaaaaaaaaaaaaaaaaaaa$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
  '%j is no password hash, and no password fits it',
  async (stored) => {
    expect(await isPassword(new Secret('plain'), new Secret(stored))).toBe(false);
  },
);
