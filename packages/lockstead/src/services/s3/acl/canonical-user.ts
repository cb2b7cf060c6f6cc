/**
 * Who may stand in an ACL by a canonical user id, and whose id it is.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html
 */
import type { AccountId } from '#kernel/ids';
import { canonicalUserId } from '../canonical-user.ts';

/** 64 hexadecimal digits of an account; 32 of the anonymous caller. */
export type CanonicalUserId = string;

/** Whoever writes without being signed in, as AWS names them. */
export const anonymousUser: CanonicalUserId = '65a011a29cdf8ec533ec3d1ccaae921c';

/**
 * AWS's own accounts that are grantees here: EC2, which reads bundles of images (the grantee of `aws-exec-read`), and the delivery of
 * CloudFront's logs.
 */
export const awsUsers = {
  imageBundles: '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c',
  cloudFrontLogs: 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0',
} as const;

/** Whose canonical user id this is; undefined where no account here has it. */
export type AccountOfCanonicalUser = (id: CanonicalUserId) => Promise<AccountId | undefined>;

/** The way back, for accounts that are known. Build it once and keep it: each account costs a hash. */
export function canonicalUsersOf(accounts: Iterable<AccountId>): ReadonlyMap<CanonicalUserId, AccountId> {
  return new Map(Array.from(accounts, (account) => [canonicalUserId(account), account]));
}

const awsOwn: ReadonlySet<string> = new Set(Object.values(awsUsers));

/** Whether an id may stand in an ACL: that of an account here, or of AWS's own. */
export async function isCanonicalUser(id: CanonicalUserId, accountOf: AccountOfCanonicalUser): Promise<boolean> {
  return awsOwn.has(id) || (await accountOf(id)) !== undefined;
}
