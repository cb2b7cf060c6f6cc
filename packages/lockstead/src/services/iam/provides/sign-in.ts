/** What a sign-in page asks of IAM: who would sign in, whether the password is right, and what was done with it. */
import { iamArn } from '#kernel/arn';
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { Principal } from '#service/session';
import type { Reader, Transaction } from '#store/port';
import { userArn } from '../entities/arns.ts';
import { userById } from '../entities/memberships.ts';
import { iamState, nameKey, type UserRecord } from '../state/state.ts';
import { personalPasswordCost, randomPasswordCost } from '../user-credentials/password-hash.ts';
import type { PasswordHashing } from '../user-credentials/password-hashing.ts';
import { changed, checkRules, expiryOf, type PasswordChange, prepareChange } from '../user-credentials/passwords.ts';
import type { LoginProfileRecord } from '../user-credentials/state.ts';

/** The root user, or a user of an account. */
export type SignInPrincipal = Extract<Principal, { readonly kind: 'root' | 'user' }>;

export interface SignInPerson {
  readonly account: AccountId;
  /** Of a user the unique id, of the root user the account's. Devices and uses of passwords are kept under it. */
  readonly ownerId: string;
  readonly principal: SignInPrincipal;
  /** Absent: there is no password to sign in with. */
  readonly passwordHash: Secret | undefined;
  /** `required`: before anything else a new password has to be chosen. `blocked`: it is too old, and only an administrator can give another. */
  readonly passwordChange: 'none' | 'required' | 'blocked';
}

/** By its id or its alias; undefined where there is no such account here. */
export async function accountNamed(reader: Reader, text: string): Promise<AccountId | undefined> {
  const id = parseAccountId(text.replaceAll('-', ''));
  const { accounts } = iamState(reader, id ?? ('' as AccountId));
  if (id !== undefined && (await accounts.get(id)) !== undefined) return id;
  const [found] = await accounts.list({ index: 'alias', key: text.toLowerCase(), limit: 1 });
  return found?.record.account;
}

export async function userToSignIn(
  reader: Reader,
  account: AccountId,
  name: string,
  now: Instant,
): Promise<SignInPerson | undefined> {
  const state = iamState(reader, account);
  const user = await state.users.get(nameKey(name));
  return user === undefined ? undefined : await personOf(reader, account, user, now);
}

/** As `userToSignIn`, by what a sign-in that has begun knows. */
export async function personById(
  reader: Reader,
  account: AccountId,
  ownerId: string,
  now: Instant,
): Promise<SignInPerson | undefined> {
  if (ownerId === account) return await rootToSignIn(reader, account);
  const user = await userById(iamState(reader, account), ownerId);
  return user === undefined ? undefined : await personOf(reader, account, user, now);
}

export async function rootToSignIn(reader: Reader, account: AccountId): Promise<SignInPerson | undefined> {
  const owner = await iamState(reader, account).accounts.get(account);
  if (owner === undefined) return undefined;
  return {
    account,
    ownerId: account,
    principal: { kind: 'root', account, arn: iamArn(account, 'root') },
    passwordHash: owner.rootPassword,
    passwordChange: 'none',
  };
}

async function personOf(reader: Reader, account: AccountId, user: UserRecord, now: Instant): Promise<SignInPerson> {
  const state = iamState(reader, account);
  const profile = await state.loginProfiles.get(user.id);
  const { name: userName, id: userId } = user;
  return {
    account,
    ownerId: userId,
    principal: { kind: 'user', account, arn: userArn(account, user), userName, userId },
    passwordHash: profile?.passwordHash,
    passwordChange: profile === undefined ? 'none' : changeOf(profile, await state.passwordPolicies.get(account), now),
  };
}

function changeOf(
  profile: LoginProfileRecord,
  rules: Parameters<typeof expiryOf>[1],
  now: Instant,
): SignInPerson['passwordChange'] {
  const expiry = expiryOf(profile, rules);
  if (expiry !== undefined && expiry <= now) return rules?.hardExpiry === true ? 'blocked' : 'required';
  return profile.resetRequired ? 'required' : 'none';
}

/** Hashes of nothing, for those who are not there: to look them up takes as long as to look up those who are. */
const noHash = ({ logN, r, p }: typeof personalPasswordCost): Secret =>
  new Secret(`$scrypt$ln=${logN},r=${r},p=${p}$${'A'.repeat(22)}$${'A'.repeat(43)}`);
const noPersonalHash = noHash(personalPasswordCost);
const noRandomHash = noHash(randomPasswordCost);

/**
 * Whether the password is that of the person; false for nobody. The time tells nothing: a user's password is hashed at the one cost that it can
 * have. A root user's may be one that was drawn at random, which costs less, or one that somebody chose: both costs are paid.
 * Throws `Throttling` where too many wait.
 */
export async function isPasswordOf(
  hashing: PasswordHashing,
  person: SignInPerson | undefined,
  isRoot: boolean,
  password: Secret,
): Promise<boolean> {
  const stored = person?.passwordHash;
  if (!isRoot) return await isRight(hashing, password, stored, noPersonalHash);
  const isRandom = stored?.reveal().startsWith(`$scrypt$ln=${randomPasswordCost.logN},`) === true;
  const random = await isRight(hashing, password, isRandom ? stored : undefined, noRandomHash);
  const chosen = await isRight(hashing, password, isRandom ? undefined : stored, noPersonalHash);
  return random || chosen;
}

async function isRight(
  hashing: PasswordHashing,
  password: Secret,
  stored: Secret | undefined,
  nobody: Secret,
): Promise<boolean> {
  const hash = await hashing.alike(password, stored ?? nobody);
  return hash !== undefined && stored !== undefined && hash.equals(stored.reveal());
}

/** In the transaction of the sign-in: `PasswordLastUsed`, and the credential report. */
export async function notePasswordUse(
  tx: Transaction,
  { account, principal }: Pick<SignInPerson, 'account' | 'principal'>,
  now: Instant,
): Promise<void> {
  const { accounts, users } = iamState(tx, account);
  if (principal.kind === 'root') {
    const owner = await accounts.get(account);
    if (owner !== undefined) await accounts.update({ ...owner, rootPasswordUsedAt: now });
    return;
  }
  const user = await users.get(nameKey(principal.userName));
  if (user?.id === principal.userId) await users.update({ ...user, passwordUsedAt: now });
}

/** Of a user who has to choose a new password. Throws `PasswordPolicyViolation` in AWS's words where the account's rules forbid it. */
export async function prepareOwnPassword(
  reader: Reader,
  hashing: PasswordHashing,
  { account, ownerId }: Pick<SignInPerson, 'account' | 'ownerId'>,
  password: string,
): Promise<PasswordChange | undefined> {
  const state = iamState(reader, account);
  const profile = await state.loginProfiles.get(ownerId);
  if (profile === undefined) return undefined;
  const rules = await checkRules(state, account, password);
  return await prepareChange(profile, password, rules, hashing);
}

/** False where the user has no password any more. Throws where it was changed meanwhile. */
export async function setOwnPassword(
  tx: Transaction,
  { account, ownerId, principal }: SignInPerson,
  change: PasswordChange,
  now: Instant,
): Promise<boolean> {
  const state = iamState(tx, account);
  const profile = await state.loginProfiles.get(ownerId);
  if (profile === undefined || principal.kind !== 'user') return false;
  const next = changed({ id: ownerId, name: principal.userName }, profile, change, now);
  await state.loginProfiles.update({ ...next, resetRequired: false });
  return true;
}
