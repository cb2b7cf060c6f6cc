/**
 * Policy documents on their way in. Service and resource control policies are checked as the language of IAM that they are written in; of the
 * other types, what all have in common: JSON, and operators of inheritance where they may stand.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html, orgs_manage_policies_rcps_syntax.html,
 * orgs_manage_policies_inheritance_mgmt.html
 */
import { honoursResourceControl, parsePolicy, type Statement } from '@lockstead/policy';
import { constraintViolation, malformedPolicy } from '../errors.ts';
import { checkInheritance } from './inheritance-syntax.ts';
import { isControlPolicy, type PolicyType, quotasOf } from './policy-types.ts';

/** Throws what AWS answers for a document that it does not take. Its size is looked at first. */
export function checkContent(type: PolicyType, content: string): void {
  if (content.length > quotasOf(type).size) {
    // Seen.
    throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.');
  }
  if (!isControlPolicy(type)) {
    if (!checkInheritance(content)) throw malformedPolicy();
    return;
  }
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl';
  const outcome = parsePolicy(content, kind, { stored: true, versionRequired: true });
  if (!outcome.ok) throw malformedPolicy();
  if (kind === 'resourceControl' && !outcome.document.statements.every(isOfCustomers)) throw malformedPolicy();
}

/** Only AWS's own resource control policy allows, and speaks of all actions; others deny actions of services that honour such policies. */
function isOfCustomers({ effect, action }: Statement): boolean {
  return (
    effect === 'Deny' && action.patterns.every((pattern) => pattern.includes(':') && honoursResourceControl(pattern))
  );
}
