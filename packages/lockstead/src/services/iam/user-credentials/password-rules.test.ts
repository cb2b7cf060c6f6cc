import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { PasswordPolicyRecord } from '../state/state.ts';
import { checkPassword } from './password-rules.ts';

const account = '111111111111' as AccountId;
const owner = { account, email: 'Root@1.example', alias: 'My-Alias1', createdAt: instant(0) };
const strict: PasswordPolicyRecord = {
  account,
  minimumLength: 10,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercase: true,
  requireLowercase: true,
  usersMayChange: false,
};
const lenient: PasswordPolicyRecord = {
  ...strict,
  minimumLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercase: false,
  requireLowercase: false,
};
const generic = 'Password does not conform to the account password policy.';

test.each<[string, PasswordPolicyRecord | undefined, string | undefined]>([
  ['Abcdef1!', undefined, undefined],
  ['abcdef1!', undefined, undefined],
  ['Abcdefg1', undefined, undefined],
  ['Abcde1!', undefined, 'Password should have a minimum length of 8'],
  ['abcdefgh', undefined, generic],
  ['Abcdefgh', undefined, generic],
  ['abcdefg1', undefined, generic],
  // Neither letters beyond ASCII nor signs beyond the list count as a kind.
  ['abcdefÄ1', undefined, generic],
  ['abcdef~1', undefined, generic],
  ['My-Alias1', undefined, generic],
  ['Root@1.example', undefined, generic],
  ['abcdef', lenient, undefined],
  ['abcde', lenient, 'Password should have a minimum length of 6'],
  ['Abcdefgh1!', strict, undefined],
  ['Abcdefg1!', strict, 'Password should have a minimum length of 10'],
  ['abcdefgh1!', strict, 'Password should have at least one uppercase letter'],
  ['ABCDEFGH1!', strict, 'Password should have at least one lowercase letter'],
  ['Abcdefghi!', strict, 'Password should have at least one number'],
  ['Abcdefghi1', strict, 'Password should have at least one symbol'],
  ['Abcdefgh1~', strict, 'Password should have at least one symbol'],
])('the password %s is judged by the rules of its account', (password, rules, message) => {
  const check = (): void => checkPassword(password, rules, owner);
  if (message === undefined) check();
  else expect(check).toThrow(expect.objectContaining({ code: 'PasswordPolicyViolation', message }));
});
