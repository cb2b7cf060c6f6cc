/** Policy documents on their way in: grammar and size, in IAM's own sentences. */
import { iamRefusal, type PolicyKind, parsePolicy } from '@lockstead/policy';
import { LimitExceeded, MalformedPolicyDocument } from './errors.ts';
import { iamLimits } from './limits.ts';

function checkDocument(text: string, kind: PolicyKind, versionRequired = false): void {
  const outcome = parsePolicy(text, kind, { stored: true, versionRequired });
  if (!outcome.ok) throw new MalformedPolicyDocument(iamRefusal(outcome.problems, kind));
}

/** IAM counts what is not white space. */
export function policySize(text: string): number {
  let size = 0;
  for (const char of text) if (char > ' ') size += 1;
  return size;
}

/** Of a customer managed policy: these alone must be of the newest version of the language. */
export function checkManagedPolicy(text: string): void {
  checkDocument(text, 'identity', true);
  if (policySize(text) > iamLimits.PolicySize) throw LimitExceeded.quota('PolicySize', iamLimits.PolicySize);
}

export function checkInlinePolicy(text: string): void {
  checkDocument(text, 'identity');
}

export function checkTrustPolicy(text: string): void {
  checkDocument(text, 'trust');
  if (policySize(text) > iamLimits.ACLSizePerRole)
    throw LimitExceeded.quota('ACLSizePerRole', iamLimits.ACLSizePerRole);
}

/** As IAM returns documents: percent-encoded after RFC 3986. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
