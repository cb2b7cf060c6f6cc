/**
 * What IAM holds of an account, on paper: as `aws iam get-account-authorization-details` tells it. Documents are texts, times as they were told.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */

export interface PaperTag {
  readonly Key: string;
  readonly Value: string;
}

export interface PaperInline {
  readonly name: string;
  readonly text: string;
}

/** What users, groups, roles and policies have in common. */
export interface PaperNamed {
  readonly name: string;
  readonly path: string;
  /** `AROA…` and its like. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

interface PaperEntity extends PaperNamed {
  readonly inline: readonly PaperInline[];
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
}

export type PaperGroup = PaperEntity;

export interface PaperUser extends PaperEntity {
  readonly groups: readonly string[];
  readonly boundary?: string;
  readonly tags: readonly PaperTag[];
}

export interface PaperRole extends PaperEntity {
  readonly trust: string;
  readonly boundary?: string;
  readonly tags: readonly PaperTag[];
  readonly profiles: readonly PaperNamed[];
}

export interface PaperVersion {
  /** `v1` */
  readonly id: string;
  readonly text: string;
  readonly createdAt: string;
}

export interface PaperManagedPolicy extends PaperNamed {
  readonly description?: string;
  readonly updatedAt: string;
  readonly defaultVersion: string;
  readonly versions: readonly PaperVersion[];
  readonly tags: readonly PaperTag[];
}

export interface PaperAccount {
  /** Twelve digits; of its ARNs. */
  readonly account: string;
  readonly policies: readonly PaperManagedPolicy[];
  readonly groups: readonly PaperGroup[];
  readonly users: readonly PaperUser[];
  readonly roles: readonly PaperRole[];
  /** ARNs of AWS's own policies that something uses. */
  readonly awsPolicies: readonly string[];
}
