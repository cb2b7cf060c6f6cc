/**
 * What a password must be like: by the account's own rules, or AWS's where it has none.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
import { PasswordPolicyViolation } from '../errors.ts';
import type { AccountRecord, PasswordPolicyRecord } from '../state/state.ts';

const symbols = new Set("!@#$%^&*()_+-=[]{}|'");
const defaultLengthMin = 8;
const defaultKindsMin = 3;

interface Kinds {
  readonly uppercase: boolean;
  readonly lowercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
}

/** Throws where the password breaks a rule. */
export function checkPassword(
  password: string,
  rules: PasswordPolicyRecord | undefined,
  account: AccountRecord | undefined,
): void {
  if (rules === undefined) checkByDefault(password, account);
  else checkByRules(password, rules);
}

// AWS DIFFERS? The sentence about the length has been seen; those about kinds of characters are worded after it.
function checkByRules(password: string, rules: PasswordPolicyRecord): void {
  const kinds = kindsIn(password);
  if (password.length < rules.minimumLength) throw tooShort(rules.minimumLength);
  if (rules.requireUppercase && !kinds.uppercase) throw missing('uppercase letter');
  if (rules.requireLowercase && !kinds.lowercase) throw missing('lowercase letter');
  if (rules.requireNumbers && !kinds.numbers) throw missing('number');
  if (rules.requireSymbols && !kinds.symbols) throw missing('symbol');
}

function checkByDefault(password: string, account: AccountRecord | undefined): void {
  if (password.length < defaultLengthMin) throw tooShort(defaultLengthMin);
  const kinds = Object.values(kindsIn(password)).filter(Boolean).length;
  const names = [account?.alias, account?.account, account?.email];
  if (kinds < defaultKindsMin || names.includes(password)) throw new PasswordPolicyViolation();
}

function kindsIn(password: string): Kinds {
  return {
    uppercase: /[A-Z]/.test(password),
    lowercase: /[a-z]/.test(password),
    numbers: /[0-9]/.test(password),
    symbols: [...password].some((character) => symbols.has(character)),
  };
}

function tooShort(min: number): PasswordPolicyViolation {
  return new PasswordPolicyViolation(`Password should have a minimum length of ${min}`);
}

function missing(what: string): PasswordPolicyViolation {
  return new PasswordPolicyViolation(`Password should have at least one ${what}`);
}
