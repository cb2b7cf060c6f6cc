/**
 * The first account as a first start makes it: the root user without an access key, and an administrator who is an IAM user in a group.
 * "Don't use the root user": https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
 */
import type { Instant } from '#kernel/clock';
import { type Entropy, randomBase64 } from '#kernel/entropy';
import { type AccessKeyId, type AccountId, newAccessKeyId, newUniqueId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { Transaction } from '#store/port';
import { awsPolicyPrefix } from '../entities/well-known-paths.ts';
import { startIndexed } from '../state/path-index.ts';
import { iamState } from '../state/state.ts';

/** An access key, with its secret. */
export interface FirstCredentials {
  readonly accessKeyId: AccessKeyId;
  readonly secretAccessKey: Secret;
}

/** What a first account is made of. */
export interface FirstAccount {
  readonly account: AccountId;
  /** The root user's password, hashed. */
  readonly rootPassword: Secret;
  /** An access key for the root user, for tests and tools; by default it has none. */
  readonly rootKey?: FirstCredentials;
  /** The administrator's key where it is known already (after a reset). */
  readonly adminKey?: FirstCredentials;
}

/** The administrator of a first start. */
export const adminUserName = 'admin';
const adminGroupName = 'Administrators';

/** With what the root user signs in to the console: no mail is ever sent there. */
export function rootEmail(account: AccountId): string {
  return `root@${account}.lockstead.local`;
}

/** 24 characters of base64: 144 random bits. */
export function newRootPassword(entropy: Entropy): Secret {
  return new Secret(randomBase64(entropy, 24));
}

/**
 * Writes the root user, the group Administrators with AdministratorAccess, and the user admin in it. Answers admin's access key. Throws where
 * the account is there already. Lockstead's own: AWS has no such operation.
 */
export async function bootstrapAccount(
  tx: Transaction,
  first: FirstAccount,
  now: Instant,
  entropy: Entropy,
): Promise<FirstCredentials> {
  const { account, rootKey, rootPassword } = first;
  const state = iamState(tx, account);
  if ((await state.accounts.count()) === 0) await startIndexed(tx);
  await state.accounts.insert({ account, email: rootEmail(account), rootPassword, createdAt: now });
  const groupId = newUniqueId(entropy, 'AGPA');
  const userId = newUniqueId(entropy, 'AIDA');
  await state.groups.insert({ name: adminGroupName, path: '/', id: groupId, createdAt: now });
  await state.attachments.insert({
    kind: 'group',
    name: adminGroupName,
    policyArn: `${awsPolicyPrefix}AdministratorAccess`,
  });
  await state.users.insert({ name: adminUserName, path: '/', id: userId, createdAt: now, tags: [] });
  await state.memberships.insert({ userId, groupId });

  const adminKey = first.adminKey ?? {
    accessKeyId: newAccessKeyId(entropy, 'AKIA', account),
    secretAccessKey: new Secret(randomBase64(entropy, 40)),
  };
  const keys = [
    { key: adminKey, user: adminUserName },
    ...(rootKey === undefined ? [] : [{ key: rootKey, user: undefined }]),
  ];
  for (const { key, user } of keys) {
    await state.accessKeys.insert({
      id: key.accessKeyId,
      ...(user === undefined ? {} : { user }),
      secret: key.secretAccessKey,
      status: 'Active',
      createdAt: now,
    });
    await state.keyOwners.insert({ key: key.accessKeyId, account });
  }
  return adminKey;
}
