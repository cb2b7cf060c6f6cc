/** Accounts that an organization makes, as IAM has them: a root user, a role for the management account, roles of services. */
import { iamArn } from '#kernel/arn';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { Reader, Transaction } from '#store/port';
import { insertLinkedRole } from '../entities/service-linked/linked-role-record.ts';
import { serviceLinkedRole } from '../entities/service-linked/service-linked-role.ts';
import { awsPolicyPrefix } from '../entities/well-known-paths.ts';
import { iamState, nameKey } from '../state/state.ts';

/** What a new account is made of. */
export interface MemberAccount {
  readonly account: AccountId;
  /** The root user's address. */
  readonly email: string;
  /** Whose principals may assume the role. */
  readonly managementAccount: AccountId;
  readonly roleName: string;
  /** `AROA…`, of the role. */
  readonly roleId: string;
}

/** The root user's address; undefined where there is no such account here. */
export async function accountEmail(reader: Reader, account: AccountId): Promise<string | undefined> {
  return (await iamState(reader, account).accounts.get(account))?.email;
}

/** When the account was made here. */
export async function accountMadeAt(reader: Reader, account: AccountId): Promise<Instant | undefined> {
  return (await iamState(reader, account).accounts.get(account))?.createdAt;
}

/** Gives the root user another address to sign in with. */
export async function changeAccountEmail(tx: Transaction, account: AccountId, email: string): Promise<void> {
  const { accounts } = iamState(tx, account);
  const record = await accounts.get(account);
  invariant(record !== undefined, 'the account whose address changes is there');
  await accounts.update({ ...record, email });
}

/** Writes the root user alone, without a password or an access key. Nobody can use the account until somebody is let in. */
export async function createBareAccount(
  tx: Transaction,
  { account, email }: Pick<MemberAccount, 'account' | 'email'>,
  now: Instant,
): Promise<void> {
  await iamState(tx, account).accounts.insert({ account, email, createdAt: now });
}

/**
 * Writes the root user, without a password or an access key, and the role with AdministratorAccess that trusts the management account.
 * AWS DIFFERS? Its guide says that the role has administrator permissions, not whether by the managed policy (as here) or by a copy of it.
 */
export async function createMemberAccount(tx: Transaction, made: MemberAccount, now: Instant): Promise<void> {
  const { account, managementAccount, roleName, roleId } = made;
  const state = iamState(tx, account);
  await createBareAccount(tx, made, now);
  await state.roles.insert({
    name: roleName,
    path: '/',
    id: roleId,
    createdAt: now,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: iamArn(managementAccount, 'root') }, Action: 'sts:AssumeRole' }],
    }),
    maxSessionSeconds: 3600,
    tags: [],
  });
  await state.attachments.insert({
    kind: 'role',
    name: roleName,
    policyArn: `${awsPolicyPrefix}AdministratorAccess`,
  });
}

/** Makes the service-linked role of a service in an account, unless it is there. `roleId` is for a new one. */
export async function ensureLinkedRole(
  tx: Transaction,
  account: AccountId,
  service: string,
  roleId: string,
  now: Instant,
): Promise<void> {
  const linked = serviceLinkedRole(service);
  invariant(linked !== undefined, `${service} has a service-linked role`);
  const state = iamState(tx, account);
  if ((await state.roles.get(nameKey(linked.role))) !== undefined) return;
  await insertLinkedRole(state, linked, { id: roleId, name: linked.role, service, createdAt: now });
}
