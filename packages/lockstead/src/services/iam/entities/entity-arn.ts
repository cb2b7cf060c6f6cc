/**
 * ARNs of users, groups and roles, read.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
import { parseArn } from '#kernel/arn';
import type { EntityKind } from '../state/state.ts';

/** The parts of such an ARN. */
export interface EntityArn {
  readonly kind: EntityKind;
  /** As it stands there: twelve digits, or whatever else somebody wrote. */
  readonly account: string;
  readonly region: string;
  /** What follows the last slash; the path before it is not looked at, since names are unique without it. */
  readonly name: string;
}

/** `arn:aws:iam::111122223333:user/team/alice`; `undefined` for any other ARN, for one without a name, and for what is no ARN. */
export function parseEntityArn(text: string): EntityArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam') return undefined;
  const [kind, ...names] = arn.resource.split('/');
  const name = names.at(-1);
  if (name === undefined || name === '') return undefined;
  if (kind !== 'user' && kind !== 'group' && kind !== 'role') return undefined;
  return { kind, account: arn.account, region: arn.region, name };
}
