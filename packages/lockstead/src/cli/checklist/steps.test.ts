import { expect, test } from 'vitest';
import type { Facts, UserFacts } from './facts.ts';
import { judged } from './steps.ts';

const now = new Date('2026-12-01T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const user: UserFacts = { name: 'alice', hasFactor: true, keys: [], password: { madeAt: daysAgo(1) } };
const secured: Facts = {
  account: '111122223333',
  endpoint: new URL('http://127.0.0.1:4566'),
  now,
  summary: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 1 },
  passwordRules: { MinimumPasswordLength: 14, PasswordReusePrevention: 24 },
  users: [user],
  adminGroups: ['Administrators'],
  usersWithPolicies: [],
};

test('an account where every step is done has nothing to mend', () => {
  const outcomes = judged(secured);
  expect(outcomes.every(({ done, mend }) => done && mend.length === 0)).toBe(true);
  expect(new Set(outcomes.map(({ id }) => id)).size).toBe(8);
});

/** Each opens one step, and no other. */
test.each<[string, Partial<Facts>]>([
  ['root-access-keys', { summary: { AccountAccessKeysPresent: 1, AccountMFAEnabled: 1 } }],
  ['root-mfa', { summary: { AccountAccessKeysPresent: 0, AccountMFAEnabled: 0 } }],
  // What is not told is not done.
  ['root-access-keys root-mfa', { summary: {} }],
  ['administrators', { adminGroups: [] }],
  ['password-policy', { passwordRules: undefined }],
  ['password-policy', { passwordRules: { MinimumPasswordLength: 13, PasswordReusePrevention: 24 } }],
  ['password-policy', { passwordRules: { MinimumPasswordLength: 14, PasswordReusePrevention: 23 } }],
  ['password-policy', { passwordRules: { MinimumPasswordLength: 14 } }],
  ['user-mfa', { users: [{ ...user, hasFactor: false }] }],
  ['permissions-by-group', { usersWithPolicies: ['bob'] }],
  ['old-access-keys', { users: [{ ...user, keys: [{ madeAt: daysAgo(91), usedAt: daysAgo(1) }] }] }],
  ['unused-credentials', { users: [{ ...user, keys: [{ madeAt: daysAgo(46) }] }] }],
  ['unused-credentials', { users: [{ ...user, password: { madeAt: daysAgo(90), usedAt: daysAgo(46) } }] }],
])('open: %s', (ids, facts) => {
  const open = judged({ ...secured, ...facts }).filter(({ done }) => !done);
  expect(open.map(({ id }) => id).join(' ')).toBe(ids);
  expect(open.every(({ mend }) => mend.length > 0)).toBe(true);
});

test.each<[Partial<UserFacts>]>([
  [{ keys: [{ madeAt: daysAgo(44) }] }],
  [{ keys: [{ madeAt: daysAgo(89), usedAt: daysAgo(2) }] }],
  [{ password: { madeAt: daysAgo(400), usedAt: daysAgo(2) } }],
])('in use and young enough: %j', (facts) => {
  expect(judged({ ...secured, users: [{ ...user, ...facts }] }).every(({ done }) => done)).toBe(true);
});

test('many names are not all shown, and a server elsewhere has its sign-in page elsewhere', () => {
  const users = Array.from({ length: 7 }, (_, i) => ({ ...user, name: `user-${i}`, hasFactor: false }));
  const endpoint = new URL('https://lockstead.example.com');
  const open = judged({ ...secured, users, endpoint }).find(({ id }) => id === 'user-mfa');
  expect(open?.found).toBe('These have none: user-0, user-1, user-2, user-3, user-4 and 2 others.');
  expect(open?.mend[0]).toContain('https://signin.lockstead.example.com/');
});
