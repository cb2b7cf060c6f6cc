/** What the gateway needs from services, so that it need not know them; main wires each to the service that has it. */
import type { AttachedPolicy, ControlLevel } from '@lockstead/policy';
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { Session, Tag } from './session.ts';

export type CredentialOutcome =
  | { readonly kind: 'valid'; readonly session: Session; readonly secret: Secret }
  /** There is no such key, or it belongs to nobody any more. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'inactive' }
  /** Temporary credentials past their time. The secret lets the signature be checked first, so that expiry is told to their holder only. */
  | { readonly kind: 'expired'; readonly secret: Secret; readonly session: Session }
  /** The session token is missing, damaged, or belongs to another key. */
  | { readonly kind: 'badToken' };

export interface Credentials {
  find(accessKeyId: string, sessionToken: string | undefined): Promise<CredentialOutcome>;
}

/** One signed request, as far as the credentials behind it are concerned. */
export interface CredentialUse {
  readonly at: Instant;
  /** As the signature's scope names it: `iam`. */
  readonly service: string;
  readonly region: string;
}

/** Hears of every request that authenticated, allowed or not. Must return at once. */
export interface CredentialUseRecorder {
  used(session: Session, use: CredentialUse): void;
}

/** Everything that decides what a session may do on the identity side. */
export interface IdentityLayers {
  readonly identity?: readonly AttachedPolicy[];
  readonly permissionsBoundary?: AttachedPolicy | 'deleted';
  readonly session?: readonly AttachedPolicy[];
  /** `aws:PrincipalTag`: the user's or role's, overridden by the session's. */
  readonly tags: readonly Tag[];
}

export interface PrincipalPolicies {
  of(session: Session): Promise<IdentityLayers>;
}

/** Who could ask, as the sessions that they could have now. */
export interface PrincipalFinder {
  /** By the ARN of a user, role, session of a role or root user; undefined where there is none. */
  find(arn: string, at: Instant): Promise<Session | undefined>;
  /** The account's root user, users and roles. */
  all(account: AccountId, at: Instant): Promise<readonly Session[]>;
}

/** An account's place in an organization and what is attached on the way to it. Absent: the account is in none. */
export interface Membership {
  readonly organizationId: string;
  /** `o-…/r-…/ou-…/` */
  readonly path: string;
  readonly isManagementAccount: boolean;
  /** Absent: the organization has not enabled this type of policy. Empty: it allows nothing. */
  readonly serviceControl?: readonly ControlLevel[];
  readonly resourceControl?: readonly ControlLevel[];
}

export interface Guardrails {
  of(account: AccountId): Promise<Membership | undefined>;
}

/** Which Regions an account can be used in. */
export interface OpenRegions {
  /** Every account can, and nothing has to be read. */
  isAlwaysOpen(region: Region): boolean;
  /** Of a Region that is not always open. */
  isOpen(account: AccountId, region: Region): Promise<boolean>;
}
