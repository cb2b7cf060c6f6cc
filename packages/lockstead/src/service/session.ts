/** Who stands behind a request, as the credentials proved it. */
import type { Instant } from '#kernel/clock';
import type { AccessKeyId, AccountId } from '#kernel/ids';

export type Principal =
  | { readonly kind: 'root'; readonly account: AccountId; readonly arn: string }
  | {
      readonly kind: 'user';
      readonly account: AccountId;
      readonly arn: string;
      readonly userName: string;
      /** `AIDA…` */
      readonly userId: string;
    }
  | {
      readonly kind: 'assumedRole';
      readonly account: AccountId;
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
      readonly arn: string;
      /** The role's own ARN, with its path. */
      readonly roleArn: string;
      readonly roleName: string;
      /** `AROA…` */
      readonly roleId: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: 'federatedUser';
      readonly account: AccountId;
      /** `arn:aws:sts::ACCOUNT:federated-user/NAME` */
      readonly arn: string;
      readonly name: string;
      /** Who called GetFederationToken: an IAM user or the root user. */
      readonly issuer: { readonly arn: string; readonly userName?: string; readonly userId: string };
    }
  | {
      /** Whom a token of an identity provider vouches for, while a role is asked for with it. It has no account, no ARN and no policies. */
      readonly kind: 'federated';
      readonly account?: undefined;
      /** Of the role that is asked for, which also holds the call's event. */
      readonly roleAccount: AccountId;
      readonly federation: Federation;
      /** The token's subject, and whom the token is meant for. */
      readonly subject: string;
      readonly audience: string;
      /** What the token gives the session. */
      readonly passes: {
        readonly tags: readonly Tag[];
        readonly transitiveTagKeys: readonly string[];
        readonly sourceIdentity?: string;
      };
      /** Where it is a SAML assertion and no token. */
      readonly saml?: SamlVouching;
    }
  | {
      readonly kind: 'service' /** `cloudtrail.amazonaws.com` */;
      readonly service: string;
      readonly account?: undefined;
    }
  | { readonly kind: 'anonymous'; readonly account?: undefined };

/** What a SAML assertion says of itself and of the session that it opens. */
export interface SamlVouching {
  readonly assertionId: string;
  /** From then on, by the clock of the world outside, it counts no more. */
  readonly until: Instant;
  readonly issuer: string;
  /** `persistent`, `transient`, or the whole format of the subject's name. */
  readonly subjectType: string;
  /** A hash that tells subjects of one provider from those of another. */
  readonly nameQualifier: string;
  readonly sessionName: string;
  /** Bounds of the session: a moment of the world outside, and a length. */
  readonly sessionUntil?: Instant;
  readonly sessionSeconds?: number;
}

export type PrincipalKind = Principal['kind'];

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A policy passed with AssumeRole or GetFederationToken: its text, or a managed policy named by ARN. */
export type SessionPolicy = { readonly text: string } | { readonly arn: string };

/**
 * How a session came to be. `getSessionToken` and `console` keep the permissions of the user who signed in; the others have those of a role, of the
 * root user's task policy, or of the policies passed.
 */
export type SessionMaker =
  | 'assumeRole'
  | 'assumeRoleWithWebIdentity'
  | 'assumeRoleWithSAML'
  | 'assumeRoot'
  | 'getSessionToken'
  | 'getFederationToken'
  /** A sign-in in a browser. */
  | 'console'
  /** A service that acts as a role which trusts it. */
  | 'service';

/** What an identity provider said of whoever it vouched for. */
export interface Federation {
  /** The ARN of an IAM provider, or the name of one that AWS knows: `accounts.google.com`. */
  readonly provider: string;
  /** Condition keys by name, such as `token.actions.githubusercontent.com:sub` or `saml:aud`. */
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
}

/** What temporary credentials carry beyond who they stand for. */
export interface TemporaryCredentials {
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly madeBy: SessionMaker;
  /** Of a session that an identity provider vouched for. */
  readonly federation?: Federation;
  /** Absent: none was passed. Empty cannot be. */
  readonly sessionPolicies?: readonly SessionPolicy[];
  readonly tags: readonly Tag[];
  /** Keys of tags that pass on to roles assumed from this session. */
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  /** When the caller last proved a second factor; absent: not at all. */
  readonly mfaAt?: Instant;
}

export interface Session {
  readonly principal: Principal;
  readonly accessKeyId?: AccessKeyId;
  /** Absent for long-term keys, services and nobody. */
  readonly temporary?: TemporaryCredentials;
}

/** `aws:userid`, and what STS and CloudTrail call the principal's id. */
export function principalId(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return principal.account;
    case 'user':
      return principal.userId;
    case 'assumedRole':
      return `${principal.roleId}:${principal.sessionName}`;
    case 'federatedUser':
      return `${principal.account}:${principal.name}`;
    case 'federated':
      return principal.saml === undefined
        ? `${principal.federation.provider}:${principal.audience}:${principal.subject}`
        : `${principal.saml.nameQualifier}:${principal.subject}`;
    case 'service':
      return principal.service;
    case 'anonymous':
      return 'anonymous';
  }
}
