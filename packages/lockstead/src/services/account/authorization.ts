/**
 * What each operation asks for: a table by operation. Without an account's id it is an action on the caller's own account; with one, on an account in
 * the caller's organization, which belongs to the management account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_account.html
 */
import { partition } from '#kernel/arn';
import { parseAccountId } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import { type AccountPlace, administersService, placeOf } from '#services/organizations/api';
import type { Reader } from '#store/port';
import type { ConditionKeys } from '../tags/condition-keys.ts';
import type { AccountAuthorization, AccountOperationName } from './operation.ts';
import { accountPrincipal } from './target.ts';

/** Stands in ARNs for callers whose account is in no organization: no organization has this id. */
const noOrganization = 'o-none';

const arn = (account: string, resource: string): string => `arn:${partition}:account::${account}:${resource}`;

async function asked(
  operation: AccountOperationName,
  named: string | undefined,
  reader: Reader,
  { account }: RequestContext,
  keys: ConditionKeys = {},
): Promise<readonly AccessPair[]> {
  const action = `account:${operation}`;
  if (named === undefined) return [{ action, resource: arn(account, 'account'), owner: account, context: keys }];
  const place = await placeOf(reader, account);
  if (place === undefined) {
    return [{ action, resource: arn(account, `account/${noOrganization}/${named}`), owner: account, context: keys }];
  }
  const { managementAccount, organizationId } = place;
  const on = {
    action,
    resource: arn(managementAccount, `account/${organizationId}/${named}`),
    context: { ...(await placeKeys(reader, place, named)), ...keys },
  };
  const isAdministrator =
    managementAccount !== account && (await administersService(reader, managementAccount, account, accountPrincipal));
  // Of other members the operation refuses what their own policies allow.
  if (!isAdministrator) return [{ ...on, owner: account }];
  return [{ ...on, owner: managementAccount, grants: [{ name: 'delegated administrator', operations: [operation] }] }];
}

/** Where the account stands in the organization, and its tags there. */
async function placeKeys(reader: Reader, { organizationId }: AccountPlace, named: string): Promise<ConditionKeys> {
  const target = parseAccountId(named);
  const place = target && (await placeOf(reader, target));
  if (place?.organizationId !== organizationId) return {};
  return {
    'account:AccountResourceOrgPaths': [place.path],
    ...Object.fromEntries(place.tags.map(({ Key, Value }) => [`account:AccountResourceOrgTags/${Key}`, Value])),
  };
}

const region = (name: string): ConditionKeys => ({ 'account:TargetRegion': name });
const contactTypes = (type: string): ConditionKeys => ({ 'account:AlternateContactTypes': [type] });

/** What stands after the last `@`. */
function emailDomain(email: string): ConditionKeys {
  const at = email.lastIndexOf('@');
  return at < 0 ? {} : { 'account:EmailTargetDomain': email.slice(at + 1) };
}

export const accountAuthorization = {
  AcceptPrimaryEmailUpdate: ({ AccountId, PrimaryEmail }, reader, context) =>
    asked('AcceptPrimaryEmailUpdate', AccountId, reader, context, emailDomain(PrimaryEmail)),
  DeleteAlternateContact: ({ AccountId, AlternateContactType }, reader, context) =>
    asked('DeleteAlternateContact', AccountId, reader, context, contactTypes(AlternateContactType)),
  DisableRegion: ({ AccountId, RegionName }, reader, context) =>
    asked('DisableRegion', AccountId, reader, context, region(RegionName)),
  EnableRegion: ({ AccountId, RegionName }, reader, context) =>
    asked('EnableRegion', AccountId, reader, context, region(RegionName)),
  GetAccountInformation: ({ AccountId }, reader, context) => asked('GetAccountInformation', AccountId, reader, context),
  GetAlternateContact: ({ AccountId, AlternateContactType }, reader, context) =>
    asked('GetAlternateContact', AccountId, reader, context, contactTypes(AlternateContactType)),
  GetContactInformation: ({ AccountId }, reader, context) => asked('GetContactInformation', AccountId, reader, context),
  GetGovCloudAccountInformation: ({ StandardAccountId }, reader, context) =>
    asked('GetGovCloudAccountInformation', StandardAccountId, reader, context),
  GetPrimaryEmail: ({ AccountId }, reader, context) => asked('GetPrimaryEmail', AccountId, reader, context),
  GetPrimaryEmailUpdateStatus: ({ AccountId }, reader, context) =>
    asked('GetPrimaryEmailUpdateStatus', AccountId, reader, context),
  GetRegionOptStatus: ({ AccountId, RegionName }, reader, context) =>
    asked('GetRegionOptStatus', AccountId, reader, context, region(RegionName)),
  ListRegions: ({ AccountId }, reader, context) => asked('ListRegions', AccountId, reader, context),
  PutAccountName: ({ AccountId }, reader, context) => asked('PutAccountName', AccountId, reader, context),
  PutAlternateContact: ({ AccountId, AlternateContactType }, reader, context) =>
    asked('PutAlternateContact', AccountId, reader, context, contactTypes(AlternateContactType)),
  PutContactInformation: ({ AccountId }, reader, context) => asked('PutContactInformation', AccountId, reader, context),
  SendPhoneNumberVerification: ({ AccountId }, reader, context) =>
    asked('SendPhoneNumberVerification', AccountId, reader, context),
  StartPrimaryEmailUpdate: ({ AccountId, PrimaryEmail }, reader, context) =>
    asked('StartPrimaryEmailUpdate', AccountId, reader, context, emailDomain(PrimaryEmail)),
  VerifyPhoneNumber: ({ AccountId }, reader, context) => asked('VerifyPhoneNumber', AccountId, reader, context),
} satisfies AccountAuthorization;
