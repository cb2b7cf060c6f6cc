/** What the layers answered, and which statement of which policy decided. */
import type { Layer } from './layers.ts';

/** The statement that decided: `policy` is the name under which it is attached, `arn` that of a managed policy, `statement` its place in the document, from 0. */
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
