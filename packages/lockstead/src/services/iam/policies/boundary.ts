import { NoSuchEntity } from '../errors.ts';
import type { IamReader } from '../state/state.ts';
import { checkPolicyArn, lookupManagedPolicy } from './managed-policy.ts';

/** A permissions boundary must be a managed policy that exists, of this account or AWS's own. */
export async function checkBoundary(
  state: IamReader,
  account: string,
  arn: string | undefined,
): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  checkPolicyArn(arn);
  if ((await lookupManagedPolicy(state, account, arn)) === undefined) throw NoSuchEntity.boundary(arn);
  return arn;
}
