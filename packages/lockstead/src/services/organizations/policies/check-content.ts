/** Policy documents on their way in. */
import { faultOf } from '#organization/documents/check-document';
import type { PolicyType } from '#organization/policy-types';
import { constraintViolation, malformedPolicy } from '../errors.ts';

/** Throws what AWS answers for a document that it does not take. */
export function checkContent(type: PolicyType, content: string): void {
  const found = faultOf(type, content);
  if (found === undefined) return;
  // Seen.
  if (found.fault === 'tooLong') {
    throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.');
  }
  throw malformedPolicy();
}
