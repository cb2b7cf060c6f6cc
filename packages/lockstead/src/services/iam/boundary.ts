import { parseArn } from '#kernel/arn';
import { InvalidInput } from './errors.ts';
import { findManagedPolicy } from './managed-policy.ts';
import type { IamReader } from './state.ts';

/** A permissions boundary must be a managed policy that exists, of this account or AWS's own. */
export async function checkBoundary(
  state: IamReader,
  account: string,
  arn: string | undefined,
): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
    throw new InvalidInput(`ARN ${arn} is not valid.`);
  }
  await findManagedPolicy(state, account, arn);
  return arn;
}
