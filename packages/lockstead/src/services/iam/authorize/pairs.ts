/** The pieces that IAM's authorizations are made of: one action on one resource of the caller's account. */
import type { AccessPair, Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { type ConditionKeys, requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { groupArn, roleArn, userArn } from '../entities/arns.ts';
import type { IamInput, IamOperationName } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';

export type IamAuthorize<Name extends IamOperationName> = Authorize<IamInput<Name>>;
/** The operations whose input requires `Member`. */
export type OperationOn<Member extends string> = {
  [Name in IamOperationName]: IamInput<Name> extends { readonly [M in Member]: string } ? Name : never;
}[IamOperationName];
export type Context = ConditionKeys;

export function pair(
  action: string,
  resource: string,
  { account }: RequestContext,
  context?: Context,
): readonly AccessPair[] {
  return [{ action: `iam:${action}`, resource, owner: account, ...(context === undefined ? {} : { context }) }];
}

/** The actions that tag what an operation creates. */
export type TagAction =
  | 'TagInstanceProfile'
  | 'TagMFADevice'
  | 'TagOpenIDConnectProvider'
  | 'TagPolicy'
  | 'TagRole'
  | 'TagSAMLProvider'
  | 'TagUser';

export interface Creation {
  readonly action: string;
  readonly tagAction: TagAction;
  /** The ARN that what is made will have. */
  readonly resource: string;
  readonly tags: readonly Tag[] | undefined;
  /** Further condition keys of the creation. */
  readonly keys?: Context;
}

/**
 * What an operation asks for that makes something which may bear tags: with tags it needs the permission to tag as well, so that whoever may
 * create and not tag cannot give itself what policies grant by tags.
 * AWS: the table of API operations in its authorization reference names the second action; its table of actions does not.
 */
export function creation(
  { action, tagAction, resource, tags, keys }: Creation,
  context: RequestContext,
): readonly AccessPair[] {
  const tagKeys = requestTagKeys(tags);
  const own = pair(action, resource, context, { ...keys, ...tagKeys });
  return tags === undefined || tags.length === 0 ? own : [...own, ...pair(tagAction, resource, context, tagKeys)];
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
  if (user === undefined) return { arn: userArn(account, { path: '/', name }), context: {} };
  return { arn: userArn(account, user), context: resourceTagKeys(user.tags, 'iam'), boundary: user.boundary };
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
  return { arn: roleArn(account, role), context: resourceTagKeys(role.tags, 'iam'), boundary: role.boundary };
}
