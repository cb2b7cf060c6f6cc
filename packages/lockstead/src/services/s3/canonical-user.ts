/**
 * The canonical user id of an account: what ACLs name accounts by, 64 hexadecimal digits.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html
 */
import { createHash } from 'node:crypto';
import type { AccountId } from '#kernel/ids';

/** The same for the same account on every installation, so that an ACL can be written down. */
export function canonicalUserId(account: AccountId): string {
  return createHash('sha256').update(`lockstead canonical user ${account}`).digest('hex');
}
