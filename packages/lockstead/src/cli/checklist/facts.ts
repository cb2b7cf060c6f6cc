/** What the checklist is judged by: the account as IAM and the Account API tell it, asked live. */
import type { AdminClient } from '#client/admin-client';
import { callQuery, type QueryOperation, ServiceRefused } from '#client/query-call';
import type { Keys } from '#client/shared-credentials';

export interface PasswordRules {
  readonly MinimumPasswordLength: number;
  readonly PasswordReusePrevention?: number;
}

/** An access key that is active. */
export interface KeyFacts {
  readonly madeAt: Date;
  /** Absent: never. */
  readonly usedAt?: Date;
}

export interface UserFacts {
  readonly name: string;
  /** Absent: there is none. */
  readonly password?: { readonly madeAt: Date; readonly usedAt?: Date };
  /** Asked of whoever has a password. */
  readonly hasFactor: boolean;
  readonly keys: readonly KeyFacts[];
}

export interface Facts {
  readonly account: string;
  readonly endpoint: URL;
  readonly now: Date;
  /** Of GetAccountSummary. */
  readonly summary: Readonly<Record<string, number>>;
  /** Absent: the account has no password policy. */
  readonly passwordRules: PasswordRules | undefined;
  readonly users: readonly UserFacts[];
  /** Groups with AdministratorAccess that have users. */
  readonly adminGroups: readonly string[];
  /** Names of users who have policies of their own, attached or inline. */
  readonly usersWithPolicies: readonly string[];
}

/** Told how many users have been asked about. */
export type Progress = (done: number, all: number) => void;

const iam = (action: string): QueryOperation => ({ signingName: 'iam', version: '2010-05-08', action });
const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

export async function readFacts(
  client: AdminClient,
  keys: Keys,
  account: string,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const ask = (action: string, parameters: Readonly<Record<string, string>> = {}): ReturnType<typeof callQuery> =>
    callQuery(client, keys, iam(action), parameters);
  const { SummaryMap = {} } = (await ask('GetAccountSummary')) as { readonly SummaryMap?: Record<string, number> };
  return {
    account,
    endpoint: client.server.endpoint,
    now,
    summary: SummaryMap,
    passwordRules: await readPasswordRules(ask),
    users: await readUsers(ask, progress),
    adminGroups: await readAdminGroups(ask),
    usersWithPolicies: await readUsersWithPolicies(ask),
  };
}

type Ask = (action: string, parameters?: Readonly<Record<string, string>>) => ReturnType<typeof callQuery>;

async function readPasswordRules(ask: Ask): Promise<PasswordRules | undefined> {
  try {
    const { PasswordPolicy } = await ask('GetAccountPasswordPolicy');
    return PasswordPolicy as PasswordRules;
  } catch (error) {
    if (error instanceof ServiceRefused && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

interface UserItem {
  readonly UserName: string;
  /** Seconds since 1970, as the protocol has them in JSON. */
  readonly PasswordLastUsed?: number | null;
}

/** So many users are asked about at the same time. */
const usersAtOnce = 8;

/** One by one: the credential report may be four hours old, and would not know what was mended since. */
async function readUsers(ask: Ask, progress: Progress): Promise<readonly UserFacts[]> {
  const items = await allOf<UserItem>(ask, 'ListUsers', 'Users', {});
  const found: UserFacts[] = [];
  for (let at = 0; at < items.length; at += usersAtOnce) {
    found.push(...(await Promise.all(items.slice(at, at + usersAtOnce).map((item) => readUser(ask, item)))));
    progress(found.length, items.length);
  }
  return found;
}

async function readUser(ask: Ask, { UserName, PasswordLastUsed }: UserItem): Promise<UserFacts> {
  const profile = await profileOf(ask, UserName);
  const devices = profile === undefined ? [] : await allOf(ask, 'ListMFADevices', 'MFADevices', { UserName });
  const listed = await allOf<KeyItem>(ask, 'ListAccessKeys', 'AccessKeyMetadata', { UserName });
  const keys: KeyFacts[] = [];
  for (const { AccessKeyId, Status, CreateDate } of listed) {
    if (Status !== 'Active') continue;
    const { AccessKeyLastUsed } = await ask('GetAccessKeyLastUsed', { AccessKeyId });
    const { LastUsedDate } = AccessKeyLastUsed as { readonly LastUsedDate?: number | null };
    keys.push({ madeAt: dateOf(CreateDate), ...usedAt(LastUsedDate) });
  }
  return {
    name: UserName,
    ...(profile === undefined ? {} : { password: { madeAt: profile, ...usedAt(PasswordLastUsed) } }),
    hasFactor: devices.length > 0,
    keys,
  };
}

interface KeyItem {
  readonly AccessKeyId: string;
  readonly Status: string;
  readonly CreateDate: number;
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

function usedAt(seconds: number | null | undefined): { readonly usedAt?: Date } {
  return typeof seconds === 'number' ? { usedAt: dateOf(seconds) } : {};
}

/** When the password was made; undefined where there is none. */
async function profileOf(ask: Ask, UserName: string): Promise<Date | undefined> {
  try {
    const { LoginProfile } = await ask('GetLoginProfile', { UserName });
    return dateOf((LoginProfile as { readonly CreateDate: number }).CreateDate);
  } catch (error) {
    if (error instanceof ServiceRefused && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

interface Named {
  readonly GroupName?: string;
  readonly UserName?: string;
}

async function readAdminGroups(ask: Ask): Promise<readonly string[]> {
  const found: string[] = [];
  const groups = await allOf<Named>(ask, 'ListEntitiesForPolicy', 'PolicyGroups', {
    PolicyArn: administratorAccess,
    EntityFilter: 'Group',
  });
  for (const { GroupName = '' } of groups) {
    const { Users } = await ask('GetGroup', { GroupName, MaxItems: '1' });
    if (Array.isArray(Users) && Users.length > 0) found.push(GroupName);
  }
  return found;
}

interface UserDetail extends Named {
  readonly AttachedManagedPolicies: readonly unknown[] | null;
  readonly UserPolicyList: readonly unknown[] | null;
}

async function readUsersWithPolicies(ask: Ask): Promise<readonly string[]> {
  const users = await allOf<UserDetail>(ask, 'GetAccountAuthorizationDetails', 'UserDetailList', {
    'Filter.member.1': 'User',
  });
  return (
    users
      // What is absent is null in this form of the answers.
      .filter(
        ({ AttachedManagedPolicies: attached, UserPolicyList: inline }) =>
          (attached?.length ?? 0) + (inline?.length ?? 0) > 0,
      )
      .map(({ UserName = '' }) => UserName)
  );
}

/** All pages of a list. */
async function allOf<T>(
  ask: Ask,
  action: string,
  member: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let marker: string | undefined;
  do {
    const page: Readonly<Record<string, unknown>> = await ask(action, {
      ...parameters,
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    if (Array.isArray(page[member])) found.push(...(page[member] as T[]));
    marker = page['IsTruncated'] === true ? String(page['Marker']) : undefined;
  } while (marker !== undefined);
  return found;
}
