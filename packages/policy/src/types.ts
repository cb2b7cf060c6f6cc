/**
 * The vocabulary of a decision: who asks for what, which layers of policies speak, and what they answered.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { Document } from './parse/document.ts';

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

/** A compiled policy where it is attached. `name` is what traces call it: a managed policy's ARN or an inline policy's name. */
export interface AttachedPolicy {
  readonly name: string;
  /** Present for managed policies; AWS's denial texts name it. */
  readonly arn?: string;
  /** The group through which a user has it. */
  readonly via?: string;
  readonly document: Document;
}

/** One level of an organization on the way from its root to the account: what is attached there. */
export interface ControlLevel {
  readonly target: string;
  readonly policies: readonly AttachedPolicy[];
}

/** Absent: the layer does not exist for this caller. Empty: it exists and allows nothing. */
export interface Layers {
  readonly identity?: readonly AttachedPolicy[];
  readonly permissionsBoundary?: AttachedPolicy | 'deleted';
  /** Union of these, then the intersection with the rest. */
  readonly session?: readonly AttachedPolicy[];
  readonly resource?: AttachedPolicy;
  readonly vpcEndpoint?: AttachedPolicy;
  readonly serviceControl?: readonly ControlLevel[];
  readonly resourceControl?: readonly ControlLevel[];
  /** S3's RestrictPublicBuckets, from whichever level: a public bucket policy then speaks to the owner's account and to services alone. */
  readonly restrictPublicBuckets?: boolean;
  /** KMS grants and their like (S3 ACLs among them): a resource-side allow beside the resource policy. `name` identifies it in traces. */
  readonly grants?: readonly { readonly name: string; readonly operations: readonly string[] }[];
}

export type Layer =
  | 'identity'
  | 'permissionsBoundary'
  | 'session'
  | 'resource'
  | 'vpcEndpoint'
  | 'serviceControl'
  | 'resourceControl';

/**
 * How the resource's own policy takes part.
 * - `optional`: in the same account it adds to identity policies (S3, SQS, most services).
 * - `required`: nothing happens without its consent (KMS key policies; a root statement delegates to identity policies).
 * - `trust`: a role's trust policy: must allow, and a principal named by its own ARN needs no identity policy.
 */
export type ResourcePolicyRule = 'optional' | 'required' | 'trust';

export interface Matched {
  readonly layer: Layer;
  readonly policy: string;
  readonly arn?: string;
  readonly statement: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
}

/**
 * What AWS refuses whatever policies say.
 * - `rootAssumesRole`: "Roles may not be assumed by root accounts."
 * - `sessionToken`: temporary credentials calling what these may not call: those of GetSessionToken and GetFederationToken most of IAM and
 *   STS, those of a role the two operations that make such credentials.
 */
export type ServiceRule = 'rootAssumesRole' | 'sessionToken';

/** `root`: the root user in its own account. `grant`: a KMS grant. `always`: sts:GetCallerIdentity, which no policy can deny. */
export interface WithoutPolicy {
  readonly layer: 'root' | 'grant' | 'always';
  readonly name?: string;
}

/** `allow`: granted by `by`. `deny`: `explicit` names the statement that matched; `implicit` the layer that failed to allow. */
export type Decision =
  | { readonly effect: 'allow'; readonly by: Matched | WithoutPolicy }
  | { readonly effect: 'deny'; readonly kind: 'explicit'; readonly by: Matched }
  | {
      readonly effect: 'deny';
      readonly kind: 'implicit';
      readonly layer: Layer;
      readonly crossAccount: boolean;
      /** Present when no policy could have allowed it. */
      readonly rule?: ServiceRule;
    };
