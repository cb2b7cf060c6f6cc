/**
 * The organization's resource policy on its way in: whom it names, and which actions.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs-policy-delegate.html
 */
import { type AttachedPolicy, parsePolicy, type Statement } from '@lockstead/policy';
import { invariant } from '#kernel/invariant';
import { invalidInput } from '../errors.ts';
import type { ResourcePolicyRecord } from '../state.ts';
import { delegableReads, delegableWrites } from './delegation.ts';

const prefix = 'organizations:';
const delegable: ReadonlySet<string> = new Set(
  ['DescribeOrganization', ...delegableReads, ...delegableWrites].map(lowered),
);

/** Throws what AWS answers for a policy that it does not take. Its size is the model's: 40,000 characters. */
export function checkDelegation(content: string): void {
  const outcome = parsePolicy(content, 'resource', { stored: true, versionRequired: true });
  if (!outcome.ok) {
    throw invalidInput('INVALID_RESOURCE_POLICY_JSON', 'The resource policy is not a valid policy document.');
  }
  for (const statement of outcome.document.statements) checkStatement(statement);
}

function checkStatement({ principal, action }: Statement): void {
  const namesAccounts =
    principal !== undefined &&
    !principal.negated &&
    !principal.anyone &&
    principal.service.length + principal.federated.length === 0 &&
    principal.aws.length > 0;
  if (!namesAccounts) {
    // AWS DIFFERS? Whether it takes "*" together with a condition is not documented.
    throw invalidInput(
      'INVALID_PRINCIPAL',
      'The principals of the resource policy are member accounts and who is in them.',
    );
  }
  if (action.negated || !action.patterns.every(isDelegable)) {
    throw invalidInput(
      'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
      'The resource policy can name actions that look at the organization, and those on policies, their types and tags.',
    );
  }
}

/** A pattern may stand for actions that look at something, or for those on policies. */
function isDelegable(pattern: string): boolean {
  const lower = pattern.toLowerCase();
  if (!/[*?]/.test(lower)) return delegable.has(lower);
  return /^organizations:(describe|list)[^?]*$/.test(lower);
}

function lowered(action: string): string {
  return (prefix + action).toLowerCase();
}

/** As decisions take it. What is stored was checked on its way in; one that does not parse fails the request. */
export function compiledDelegation({ id, content }: ResourcePolicyRecord): AttachedPolicy {
  const outcome = parsePolicy(content, 'resource');
  invariant(outcome.ok, 'the stored resource policy parses');
  return { name: id, document: outcome.document };
}
