/** Who asks for what. */

/** Who makes the request. ARNs are those that AWS reports for the caller. */
export type Principal =
  | ({ readonly kind: 'root'; readonly arn: string; readonly account: string } & TemporaryCredentials & CanonicalUser)
  | ({
      readonly kind: 'user';
      readonly arn: string;
      readonly account: string;
      readonly id?: string;
    } & TemporaryCredentials &
      CanonicalUser)
  | ({
      readonly kind: 'roleSession';
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`; the role's ARN where the session's name is not given. */
      readonly arn: string;
      readonly account: string;
      /** With its path, which the session's ARN drops. */
      readonly roleArn: string;
      readonly roleId?: string;
    } & CanonicalUser)
  | {
      readonly kind: 'federatedUser';
      /** `arn:aws:sts::ACCOUNT:federated-user/NAME`. */
      readonly arn: string;
      readonly account: string;
      /** The IAM user (or root) whose credentials made the session. */
      readonly issuerArn?: string;
      /** The user's own id: `AIDA…`, by which a stored policy may name him. */
      readonly issuerId?: string;
    }
  | {
      readonly kind: 'federated' /** SAML provider's ARN, OIDC provider's ARN or host. */;
      readonly provider: string;
      readonly account?: string;
    }
  | { readonly kind: 'service' /** `lambda.amazonaws.com` */; readonly service: string; readonly account?: string }
  | { readonly kind: 'anonymous' };

interface TemporaryCredentials {
  /** The credentials come from GetSessionToken: no IAM without MFA, and in STS only AssumeRole and GetCallerIdentity. */
  readonly sessionToken?: boolean;
}

interface CanonicalUser {
  /** The account's 64 hexadecimal digits, by which S3 bucket policies may name it. */
  readonly canonicalUserId?: string;
}

/** A context value as the request carries it: absent is `undefined`, several values are a list (an empty one is an empty set). */
export type ContextValue = string | readonly string[];

/** Looked up only when a statement asks. `key` arrives in lower case; tag keys keep their own case after the slash. */
export interface RequestContext {
  get(key: string): ContextValue | undefined;
}

/** Who wants to do what with which resource. */
export interface Request {
  readonly principal: Principal;
  /** `s3:GetObject`, in AWS's own capitals. */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  /** The account that owns the resource, which the ARN need not name; absent: the principal's own. */
  readonly resourceAccount?: string;
  readonly context: RequestContext;
}
