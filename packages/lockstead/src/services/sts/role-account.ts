/** Whose role is asked for by somebody who has no account. */
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { ValidationError } from './errors.ts';

/** Throws `ValidationError` for what is not the ARN of a role. */
export function accountOfRole(roleArn: string): AccountId {
  const arn = parseArn(roleArn);
  const account = parseAccountId(arn?.account ?? '');
  const isRole = arn?.service === 'iam' && arn.region === '' && arn.resource.startsWith('role/');
  if (!isRole || account === undefined) throw ValidationError.roleArn(roleArn);
  return account;
}
