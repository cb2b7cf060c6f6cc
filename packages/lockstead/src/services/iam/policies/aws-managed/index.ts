/**
 * AWS's managed policies: the newest version of each. The names are AWS's, the documents are facts of its service.
 * AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
import { instant } from '#kernel/clock';
import { awsPolicyPrefix } from '../../entities/well-known-paths.ts';
import type { ManagedPolicyRecord } from '../../state/state.ts';
import { bundledPolicy, bundledPolicyNames } from './bundle.ts';
import { known } from './known.ts';

/** Every first start attaches it, so it stands apart: whoever uses no other never unpacks them. */
const administratorAccess: ManagedPolicyRecord = {
  name: 'AdministratorAccess',
  path: '/',
  id: 'ANPAIWMBCKSKIEE64ZLYK',
  description: known.get('AdministratorAccess')?.description ?? '',
  createdAt: instant(1_423_247_986_000),
  updatedAt: instant(1_423_247_986_000),
  defaultVersion: 'v1',
  lastVersion: 1,
  versions: [
    {
      id: 'v1',
      text: JSON.stringify(
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        undefined,
        4,
      ),
      createdAt: instant(1_423_247_986_000),
    },
  ],
  tags: [],
};

/** `undefined` where AWS has none by that ARN. */
export function awsManagedPolicy(arn: string): ManagedPolicyRecord | undefined {
  if (!isAwsManaged(arn)) return undefined;
  const name = arn.slice(awsPolicyPrefix.length);
  return name === administratorAccess.name ? administratorAccess : bundledPolicy(name);
}

/** ARNs, sorted. */
export function awsManagedPolicyArns(): readonly string[] {
  return bundledPolicyNames().map((name) => awsPolicyPrefix + name);
}

/** By its ARN; whether there is such a policy is another question. */
export function isAwsManaged(arn: string): boolean {
  return arn.startsWith(awsPolicyPrefix);
}
