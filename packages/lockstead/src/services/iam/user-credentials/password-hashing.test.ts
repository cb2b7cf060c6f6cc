import { expect, test } from 'vitest';
import { seededEntropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { hashPassword } from './password-hash.ts';
import { PasswordHashing } from './password-hashing.ts';

const password = new Secret('correct horse');

test('few password hashes wait, and all that wait have their turn', async () => {
  const stored = await hashPassword(password, { logN: 4, r: 8, p: 1 }, seededEntropy('hashing'));
  const hashing = new PasswordHashing();
  const asked = Array.from({ length: 40 }, () => hashing.alike(password, stored));
  const outcomes = await Promise.allSettled(asked);
  const done = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value?.reveal()] : []));
  expect(done).toEqual(Array.from({ length: 34 }, () => stored.reveal()));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(6);
  expect(refused[0]).toMatchObject({ code: 'Throttling', httpStatus: 400 });
  // Afterwards there is room again.
  expect((await hashing.alike(password, stored))?.reveal()).toBe(stored.reveal());
});

test('a password hash that fails gives its place up', async () => {
  const hashing = new PasswordHashing();
  for (let n = 0; n < 5; n += 1) expect(await hashing.alike(password, new Secret('no hash'))).toBeUndefined();
  const hash = await hashing.fresh(password, seededEntropy('fresh'));
  expect(hash.reveal()).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
});
