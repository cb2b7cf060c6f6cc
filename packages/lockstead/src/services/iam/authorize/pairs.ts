/** The pieces that IAM's authorizations are made of: one action on one resource of the caller's account. */
import type { ContextValue } from '@lockstead/policy';
import type { AccessPair, Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { userArn } from '../arns.ts';
import type { IamInput, IamOperationName } from '../operation.ts';
import { iamState, nameKey } from '../state.ts';

export type IamAuthorize<Name extends IamOperationName> = Authorize<IamInput<Name>>;
export type Context = Readonly<Record<string, ContextValue | undefined>>;

export function pair(
  action: string,
  resource: string,
  { account }: RequestContext,
  context?: Context,
): readonly AccessPair[] {
  return [{ action: `iam:${action}`, resource, owner: account, ...(context === undefined ? {} : { context }) }];
}

/** The user's ARN with its path; of one that does not exist, the ARN it would have at the root path. */
export async function namedUser(name: string, reader: Reader, { account }: RequestContext): Promise<string> {
  const user = await iamState(reader, account).users.get(nameKey(name));
  return userArn(account, user ?? { path: '/', name });
}

/** Where no name is given the caller means itself. */
export async function userOrSelf(name: string | undefined, reader: Reader, context: RequestContext): Promise<string> {
  if (name !== undefined) return await namedUser(name, reader, context);
  const { principal } = context.session;
  return principal.kind === 'user' || principal.kind === 'root'
    ? principal.arn
    : userArn(context.account, { path: '/', name: '' });
}

export interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

export function requestTags(tags: readonly TagInput[] | undefined): Context {
  if (tags === undefined || tags.length === 0) return {};
  return {
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
    ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  };
}
