/** Policy documents on their way in: grammar and size, with IAM's own errors. */
import { type DocumentRules, documentFault } from '../../policy-documents.ts';
import { LimitExceeded, MalformedPolicyDocument } from '../errors.ts';
import { iamLimits } from '../limits.ts';

function checkDocument(text: string, rules: DocumentRules, quota?: 'PolicySize' | 'ACLSizePerRole'): void {
  const sizeMax = quota === undefined ? undefined : iamLimits[quota];
  const fault = documentFault(text, { ...rules, ...(sizeMax === undefined ? {} : { sizeMax }) });
  if (fault?.why === 'malformed') throw new MalformedPolicyDocument(fault.sentence);
  if (fault !== undefined && quota !== undefined) throw LimitExceeded.quota(quota, iamLimits[quota]);
}

/** Of a customer managed policy: these alone must be of the newest version of the language. */
export function checkManagedPolicy(text: string): void {
  checkDocument(text, { kind: 'identity', versionRequired: true }, 'PolicySize');
}

/** Its size counts with those of the others that its user, group or role has (inline-policies.ts). */
export function checkInlinePolicy(text: string): void {
  checkDocument(text, { kind: 'identity' });
}

/** Of a role. Whether its principals are there is looked at in trust-policy.ts. */
export function checkTrustPolicy(text: string): void {
  checkDocument(text, { kind: 'trust' }, 'ACLSizePerRole');
}

/** As IAM returns documents: percent-encoded after RFC 3986. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
