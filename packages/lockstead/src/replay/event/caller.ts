/**
 * Who made a recorded call, from userIdentity.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
import { isServiceLinkedRole } from '@lockstead/policy';
import { isObject, type Json, objectOf, type RecordedEvent, textOf } from './recorded-event.ts';

/**
 * - `stranger`: a caller of another account, of whom the owner of the resource is told the account and an id alone.
 * - `outside`: whom no account's IAM knows: the callers of AssumeRoleWithSAML and AssumeRoleWithWebIdentity, and users of
 *   Identity Center or a directory before they have a role.
 * - `unknown`: the record does not say, or not in a form that there is.
 */
export type CallerKind =
  | 'root'
  | 'user'
  | 'role'
  | 'federatedUser'
  | 'service'
  | 'stranger'
  | 'anonymous'
  | 'outside'
  | 'unknown';

export interface Caller {
  readonly kind: CallerKind;
  /** What a report calls it: an ARN (a role's for its sessions), a service or an account. */
  readonly name: string;
  readonly account?: string;
  /** `aws:PrincipalArn`: the role's own ARN with its path for its sessions; absent where the record does not tell it. */
  readonly arn?: string;
  readonly principalId?: string;
  readonly userName?: string;
  /** The service that called: itself, or in the caller's name. */
  readonly invokedBy?: string;
  /** Credentials that last: of a user or of root. */
  readonly hasLongTermKey: boolean;
  readonly isServiceLinked: boolean;
  /** ISO 8601. */
  readonly sessionCreated?: string;
  /** As the record says it; absent where it says nothing. */
  readonly mfaAuthenticated?: boolean;
  readonly sourceIdentity?: string;
  readonly federatedProvider?: string;
  /** `1.0` or `2.0`: by which version of the instance metadata service the role's credentials were had. */
  readonly ec2RoleDelivery?: string;
}

const types: Readonly<Record<string, CallerKind>> = {
  Root: 'root',
  IAMUser: 'user',
  AssumedRole: 'role',
  Role: 'role',
  FederatedUser: 'federatedUser',
  AWSService: 'service',
  AWSAccount: 'stranger',
  SAMLUser: 'outside',
  WebIdentityUser: 'outside',
  IdentityCenterUser: 'outside',
  Directory: 'outside',
};

export function callerOf({ userIdentity, recipientAccountId }: RecordedEvent): Caller {
  const accountId = textOf(userIdentity['accountId']);
  const context = objectOf(userIdentity['sessionContext']) ?? {};
  const issuer = objectOf(context['sessionIssuer']) ?? {};
  let kind = kindOf(userIdentity, accountId);
  const arn = principalArn(kind, userIdentity, issuer);
  // Its own account, or, where it has none of its own in the record, nothing: it is never taken to be that of the resource.
  const account = accountId !== undefined && isAccount(accountId) ? accountId : accountIn(arn);
  if (needsAccount.has(kind) && account === undefined) kind = 'unknown';
  const invokedBy = textOf(userIdentity['invokedBy']);
  return {
    kind,
    name: nameOf(kind, userIdentity, arn, account ?? recipientAccountId),
    hasLongTermKey: (kind === 'user' || kind === 'root') && !isTemporary(userIdentity),
    isServiceLinked: kind === 'role' && arn !== undefined && isServiceLinkedRole(arn),
    ...optional('account', account),
    ...optional('arn', arn),
    ...optional('principalId', textOf(userIdentity['principalId'])),
    ...optional('userName', kind === 'user' ? textOf(userIdentity['userName']) : undefined),
    ...optional('invokedBy', invokedBy),
    ...sessionFacts(context),
  };
}

const needsAccount: ReadonlySet<CallerKind> = new Set(['root', 'user', 'role', 'federatedUser', 'stranger']);

/** Some records have no type where an AWS service called. */
function kindOf(userIdentity: Json, accountId: string | undefined): CallerKind {
  if (accountId === 'ANONYMOUS_PRINCIPAL') return 'anonymous';
  const type = textOf(userIdentity['type']);
  if (type === undefined) return textOf(userIdentity['invokedBy']) === undefined ? 'unknown' : 'service';
  return Object.hasOwn(types, type) ? (types[type] ?? 'unknown') : 'unknown';
}

/** AWS DIFFERS? The ARN of a session drops the role's path; where the record names no issuer, the role's ARN is not known. */
function principalArn(kind: CallerKind, userIdentity: Json, issuer: Json): string | undefined {
  if (kind === 'role') {
    const of = textOf(issuer['arn']);
    if (of !== undefined) return of;
    const own = textOf(userIdentity['arn']);
    return own?.includes(':role/') === true ? own : undefined;
  }
  return kind === 'user' || kind === 'root' || kind === 'federatedUser' ? textOf(userIdentity['arn']) : undefined;
}

function nameOf(kind: CallerKind, userIdentity: Json, arn: string | undefined, account: string | undefined): string {
  switch (kind) {
    case 'service':
      return textOf(userIdentity['invokedBy']) ?? 'an AWS service';
    case 'anonymous':
      return 'anybody (unsigned)';
    case 'stranger':
      return `account ${account ?? 'unknown'}`;
    case 'role':
      return arn ?? roleOfSession(textOf(userIdentity['arn'])) ?? textOf(userIdentity['principalId']) ?? 'a role';
    default:
      return (
        arn ??
        textOf(userIdentity['arn']) ??
        textOf(userIdentity['userName']) ??
        textOf(userIdentity['principalId']) ??
        'unknown'
      );
  }
}

/** All sessions of a role are one line of a report. */
function roleOfSession(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const slash = arn.lastIndexOf('/');
  return arn.includes(':assumed-role/') && slash > arn.indexOf('/') ? arn.slice(0, slash) : arn;
}

function isTemporary(userIdentity: Json): boolean {
  const key = textOf(userIdentity['accessKeyId']);
  if (key?.startsWith('AKIA') === true) return false;
  if (key?.startsWith('ASIA') === true) return true;
  const context = objectOf(userIdentity['sessionContext']);
  return isObject(context?.['attributes']);
}

function sessionFacts(context: Json): Partial<Caller> {
  const attributes = objectOf(context['attributes']) ?? {};
  const mfa = attributes['mfaAuthenticated'];
  const web = objectOf(context['webIdFederationData']);
  return {
    ...optional('sessionCreated', textOf(attributes['creationDate'])),
    ...(mfa === 'true' || mfa === true ? { mfaAuthenticated: true } : {}),
    ...(mfa === 'false' || mfa === false ? { mfaAuthenticated: false } : {}),
    ...optional('sourceIdentity', textOf(context['sourceIdentity'])),
    ...optional('federatedProvider', textOf(web?.['federatedProvider'])),
    ...optional('ec2RoleDelivery', textOf(context['ec2RoleDelivery'])),
  };
}

function optional<Name extends keyof Caller>(name: Name, value: Caller[Name] | undefined): Partial<Caller> {
  return value === undefined ? {} : { [name]: value };
}

export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

export function accountIn(arn: string | undefined): string | undefined {
  const account = arn?.split(':', 5)[4];
  return account !== undefined && isAccount(account) ? account : undefined;
}
