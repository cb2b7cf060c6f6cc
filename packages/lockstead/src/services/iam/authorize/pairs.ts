/** The pieces that IAM's authorizations are made of: one action on one resource of the caller's account. */
import type { ContextValue } from '@lockstead/policy';
import type { AccessPair, Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { groupArn, roleArn, userArn } from '../arns.ts';
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

/** A resource as policies see it: its ARN, its tags, and the boundary it has. */
export interface Target {
  readonly arn: string;
  readonly context: Context;
  readonly boundary?: string | undefined;
}

/** The user with its path; one that does not exist has the ARN it would have at the root path. */
export async function namedUser(name: string, reader: Reader, { account }: RequestContext): Promise<Target> {
  const user = await iamState(reader, account).users.get(nameKey(name));
  if (user === undefined) return { arn: userArn(account, { path: '/', name }), context: untagged };
  return { arn: userArn(account, user), context: resourceTags(user.tags), boundary: user.boundary };
}

/** Where no name is given the caller means itself. */
export async function userOrSelf(name: string | undefined, reader: Reader, context: RequestContext): Promise<Target> {
  const { principal } = context.session;
  const meant = name ?? (principal.kind === 'user' ? principal.userName : undefined);
  if (meant !== undefined) return await namedUser(meant, reader, context);
  return {
    arn: principal.kind === 'root' ? principal.arn : userArn(context.account, { path: '/', name: '' }),
    context: {},
  };
}

export async function namedGroup(name: string, reader: Reader, { account }: RequestContext): Promise<Target> {
  const group = await iamState(reader, account).groups.get(nameKey(name));
  return { arn: groupArn(account, group ?? { path: '/', name }), context: {} };
}

export async function namedRole(name: string, reader: Reader, { account }: RequestContext): Promise<Target> {
  const role = await iamState(reader, account).roles.get(nameKey(name));
  if (role === undefined) return { arn: roleArn(account, { path: '/', name }), context: {} };
  return { arn: roleArn(account, role), context: resourceTags(role.tags), boundary: role.boundary };
}

const untagged: Context = {};

/** The tags that a resource has, under both of their names. */
export function resourceTags(tags: readonly Tag[]): Context {
  if (tags.length === 0) return untagged;
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => [
      [`aws:ResourceTag/${Key}`, Value],
      [`iam:ResourceTag/${Key}`, Value],
    ]),
  );
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
