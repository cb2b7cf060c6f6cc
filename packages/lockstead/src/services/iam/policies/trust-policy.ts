/** Trust policies on their way in and out: checked, with their principals by id inside and by ARN outside. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { MalformedPolicyDocument } from '../errors.ts';
import type { RoleRecord } from '../state/state.ts';
import { checkTrustPolicy } from './policy-document.ts';
import { hasStatementForNobody, showPrincipals, storePrincipals } from './stored-principals.ts';

/** AWS's sentence, its own class name in it and all: https://github.com/terraform-aws-modules/terraform-aws-iam/issues/47 */
const nobody =
  'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!';

/** A trust policy as its role keeps it. */
export type StoredTrust = Pick<RoleRecord, 'trustPolicy' | 'trustPrincipals'>;

/** Throws `MalformedPolicyDocument` for what is no trust policy, and for one that names a user or role that is not there. */
export async function storeTrustPolicy(reader: Reader, account: AccountId, text: string): Promise<StoredTrust> {
  checkTrustPolicy(text);
  if (hasStatementForNobody(text)) throw new MalformedPolicyDocument(nobody);
  const outcome = await storePrincipals(reader, account, text);
  if (!outcome.ok) throw new MalformedPolicyDocument(`Invalid principal in policy: ${outcome.principal}`);
  const { text: trustPolicy, principals } = outcome.document;
  return { trustPolicy, ...(principals.length === 0 ? {} : { trustPrincipals: principals }) };
}

/** As GetRole and the lists show it: principals under their names of today. */
export async function shownTrustPolicy(
  reader: Reader,
  { trustPolicy, trustPrincipals = [] }: StoredTrust,
): Promise<string> {
  return await showPrincipals(reader, { text: trustPolicy, principals: trustPrincipals });
}
