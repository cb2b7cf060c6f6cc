/**
 * The credential report: a line for the root user and one for each user, about all that they can sign in or sign with.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
import { iamArn } from '#kernel/arn';
import { type Instant, isoSeconds } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { turns } from '#kernel/turns';
import type { Reader } from '#store/port';
import { userArn } from '../entities/arns.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import {
  type AccessKeyRecord,
  type IamReader,
  iamState,
  type PasswordPolicyRecord,
  type UserRecord,
} from '../state/state.ts';
import { ownerKey } from '../user-credentials/access-keys.ts';
import { devicesCount } from '../user-credentials/mfa/passkeys.ts';
import { expiryOf } from '../user-credentials/passwords.ts';
import type { SigningCertificateRecord } from '../user-credentials/state.ts';

const keyColumns = (n: number): readonly string[] =>
  ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
    (column) => `access_key_${n}_${column}`,
  );
const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...keyColumns(1),
  ...keyColumns(2),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
  'additional_credentials_info',
] as const;

const notApplicable = 'N/A';
const notSupported = 'not_supported';
const noInformation = 'no_information';
/** Between so many users others have their turn: some milliseconds. */
const usersAtOnce = 10;

/** What a report is made from: everything as it stands, and the uses of keys, which are not all written yet. */
export interface ReportSources {
  readonly reader: Reader;
  readonly account: AccountId;
  readonly uses: CredentialUses;
}

/** The report as comma-separated values, with its line of titles. Gives others their turn after every few users. */
export async function credentialReport(sources: ReportSources): Promise<string> {
  const { reader, account } = sources;
  const state = iamState(reader, account);
  const rules = await state.passwordPolicies.get(account);
  const lines = [lineOf(columns), lineOf(await rootLine(sources, state))];
  let after: string | undefined;
  for (;;) {
    const users = await state.users.list({ limit: usersAtOnce, ...(after === undefined ? {} : { after }) });
    for (const { record } of users) lines.push(lineOf(await userLine(sources, state, record, rules)));
    after = users.at(-1)?.place;
    if (users.length < usersAtOnce) return lines.join('\n');
    await turns.take();
  }
}

async function rootLine(sources: ReportSources, state: IamReader): Promise<readonly string[]> {
  const { account } = sources;
  const owner = present(await state.accounts.get(account), `account ${account} exists`);
  return [
    '<root_account>',
    iamArn(account, 'root'),
    time(owner.createdAt),
    notSupported,
    lastUse(owner.rootPasswordUsedAt),
    notSupported,
    notSupported,
    String((await devicesCount(state, account)) > 0),
    ...(await keysAndCertificates(sources, state, undefined, account)),
  ];
}

async function userLine(
  sources: ReportSources,
  state: IamReader,
  user: UserRecord,
  rules: PasswordPolicyRecord | undefined,
): Promise<readonly string[]> {
  const profile = await state.loginProfiles.get(user.id);
  const expiry = profile === undefined ? undefined : expiryOf(profile, rules);
  const devices = await devicesCount(state, user.id);
  return [
    user.name,
    userArn(sources.account, user),
    time(user.createdAt),
    String(profile !== undefined),
    profile === undefined ? notApplicable : lastUse(user.passwordUsedAt),
    profile === undefined ? notApplicable : time(profile.changedAt),
    expiry === undefined ? notApplicable : time(expiry),
    String(devices > 0),
    ...(await keysAndCertificates(sources, state, user.name, user.id)),
  ];
}

/** `no_information` where the password was never used. */
function lastUse(at: Instant | undefined): string {
  return at === undefined ? noInformation : time(at);
}

async function keysAndCertificates(
  sources: ReportSources,
  state: IamReader,
  userName: string | undefined,
  ownerId: string,
): Promise<readonly string[]> {
  const keys = await state.accessKeys.list({ index: 'user', key: ownerKey(userName) });
  const certificates = await state.signingCertificates.list({ index: 'user', key: ownerId });
  const byAge = keys.map(({ record }) => record).sort((a, b) => a.createdAt - b.createdAt);
  return [
    ...(await keyFields(sources, byAge[0])),
    ...(await keyFields(sources, byAge[1])),
    ...certificateFields(certificates[0]?.record),
    ...certificateFields(certificates[1]?.record),
    // For accounts whose quotas were raised; here nobody has more than two of either.
    notApplicable,
  ];
}

async function keyFields(
  { reader, account, uses }: ReportSources,
  key: AccessKeyRecord | undefined,
): Promise<string[]> {
  if (key === undefined) return ['false', ...Array.from({ length: 4 }, () => notApplicable)];
  const use = await uses.lastUse(reader, account, key.id);
  return [
    String(key.status === 'Active'),
    time(key.createdAt),
    use === undefined ? notApplicable : time(use.at),
    use?.region ?? notApplicable,
    use?.service ?? notApplicable,
  ];
}

function certificateFields(certificate: SigningCertificateRecord | undefined): string[] {
  if (certificate === undefined) return ['false', notApplicable];
  return [String(certificate.status === 'Active'), time(certificate.uploadedAt)];
}

/** RFC 4180: names may hold commas. */
function lineOf(fields: readonly string[]): string {
  return fields.map((field) => (field.includes(',') ? `"${field}"` : field)).join(',');
}

/** `2026-11-22T07:30:29+00:00` */
function time(at: Instant): string {
  return isoSeconds(at).replace('Z', '+00:00');
}
