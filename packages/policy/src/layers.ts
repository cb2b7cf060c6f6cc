/**
 * The layers of policies that speak in a decision.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { Document } from './parse/document.ts';

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

/** The kinds of policies that speak in a decision; `serviceControl` and `resourceControl` are those of an organization. */
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
