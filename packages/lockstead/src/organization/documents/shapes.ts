/** Which types have documents whose settings are known here. */
import type { PolicyType } from '../policy-types.ts';
import { ec2PolicyShape } from './ec2-policy.ts';
import type { Shape } from './schemas.ts';
import { tagPolicyShape } from './tag-policy.ts';

export function shapeOf(type: PolicyType): Shape | undefined {
  if (type === 'TAG_POLICY') return tagPolicyShape;
  return type === 'DECLARATIVE_POLICY_EC2' ? ec2PolicyShape : undefined;
}
