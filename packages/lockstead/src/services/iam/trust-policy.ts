/** Trust policies on their way in and out: checked, with their principals by id inside and by ARN outside. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { MalformedPolicyDocument } from './errors.ts';
import { checkTrustPolicy } from './policy-document.ts';
import type { RoleRecord } from './state.ts';
import { showPrincipals, storePrincipals } from './stored-principals.ts';

export type StoredTrust = Pick<RoleRecord, 'trustPolicy' | 'trustPrincipals'>;

export async function storeTrustPolicy(reader: Reader, account: AccountId, text: string): Promise<StoredTrust> {
  checkTrustPolicy(text);
  const outcome = await storePrincipals(reader, account, text);
  if (!outcome.ok) throw new MalformedPolicyDocument(`Invalid principal in policy: ${outcome.principal}`);
  const { text: trustPolicy, principals } = outcome.document;
  return { trustPolicy, ...(principals.length === 0 ? {} : { trustPrincipals: principals }) };
}

export async function shownTrustPolicy(
  reader: Reader,
  { trustPolicy, trustPrincipals = [] }: StoredTrust,
): Promise<string> {
  return await showPrincipals(reader, { text: trustPolicy, principals: trustPrincipals });
}
