/** Setting users' passwords: their rules, and what must not be used again. Hashed before the transaction, looked at again in it. */
import { days, type Instant, later, toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import { EntityTemporarilyUnmodifiable, NoSuchEntity, PasswordPolicyViolation } from '../errors.ts';
import type { IamReader, IamWriter, PasswordPolicyRecord } from '../state/state.ts';
import type * as iam from '../structures.ts';
import type { Owner } from './owner.ts';
import type { PasswordHashing } from './password-hashing.ts';
import { checkPassword } from './password-rules.ts';
import type { LoginProfileRecord } from './state.ts';

/** The most that a policy can ask to be remembered, the password in use included. */
const rememberedMax = 24;

/** Throws `NoSuchEntity` where the user has no password. */
export async function findLoginProfile(state: IamReader, user: Required<Owner>): Promise<LoginProfileRecord> {
  const profile = await state.loginProfiles.get(user.id);
  if (profile === undefined) throw NoSuchEntity.loginProfile(user.name);
  return profile;
}

/** Throws where the account's rules forbid the password. */
export async function checkRules(
  state: IamReader,
  account: AccountId,
  password: string,
): Promise<PasswordPolicyRecord | undefined> {
  const rules = await state.passwordPolicies.get(account);
  checkPassword(password, rules, await state.accounts.get(account));
  return rules;
}

/** A password that is to take the place of another. */
export interface PasswordChange {
  readonly hash: Secret;
  readonly inPlaceOf: Secret;
}

/**
 * Throws where it was used before and the rules remember it. All of a user's passwords share their salt, so that one hash is compared with
 * all of them.
 */
export async function prepareChange(
  profile: LoginProfileRecord,
  password: string,
  rules: PasswordPolicyRecord | undefined,
  hashing: PasswordHashing,
): Promise<PasswordChange> {
  const hash = await hashing.alike(new Secret(password), profile.passwordHash);
  if (hash === undefined) throw new TypeError('a stored password hash cannot be read');
  const remembered = hashesOf(profile).slice(0, rules?.rememberedPasswords ?? 0);
  // AWS DIFFERS? In which words it is refused is not documented.
  if (remembered.some((one) => hash.equals(one))) throw new PasswordPolicyViolation();
  return { hash, inPlaceOf: profile.passwordHash };
}

/** `profile` with the new password, and the old one among those before it. */
export function changed(
  user: Required<Owner>,
  profile: LoginProfileRecord,
  { hash, inPlaceOf }: PasswordChange,
  now: Instant,
): LoginProfileRecord {
  if (!profile.passwordHash.equals(inPlaceOf.reveal())) throw EntityTemporarilyUnmodifiable.loginProfile(user.name);
  const earlier = hashesOf(profile).slice(0, rememberedMax);
  return { ...profile, passwordHash: hash, earlierHashes: new Secret(earlier.join('\n')), changedAt: now };
}

/** The newest first. */
function hashesOf({ passwordHash, earlierHashes }: LoginProfileRecord): readonly string[] {
  return [passwordHash.reveal(), ...(earlierHashes?.reveal().split('\n') ?? [])];
}

/** When a password has to be changed, where the rules let it grow old. */
export function expiryOf(profile: LoginProfileRecord, rules: PasswordPolicyRecord | undefined): Instant | undefined {
  const { expiresAfterDays = 0 } = rules ?? {};
  return expiresAfterDays === 0 ? undefined : later(profile.changedAt, days(expiresAfterDays));
}

export async function insertLoginProfile(
  state: IamWriter,
  userId: string,
  passwordHash: Secret,
  resetRequired: boolean,
  now: Instant,
): Promise<LoginProfileRecord> {
  const profile = { userId, passwordHash, createdAt: now, changedAt: now, resetRequired };
  await state.loginProfiles.insert(profile);
  return profile;
}

export function loginProfileShape(userName: string, profile: LoginProfileRecord): iam.LoginProfile {
  return {
    UserName: userName,
    CreateDate: toDate(profile.createdAt),
    PasswordResetRequired: profile.resetRequired,
  };
}
