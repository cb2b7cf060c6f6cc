/**
 * What a table says of one operation: how a request names it, and which actions on which resources it asks for.
 * The tables are written by scripts/generate-front.ts; README.md beside this folder describes the language of their templates.
 */

/** How much is known: checked by hand, from a public map, derived from names, or not known what the request acts on. */
export type Tier = 'hand' | 'mapped' | 'derived' | 'unknown';

/** One action that an operation asks for. Every text but `action` and `via` is a template or a path, see ../pairs. */
export interface PairRow {
  /** `sqs:SendMessage`, in AWS's capitals. */
  readonly action: string;
  /** One pair for each. `*` for an action without resource types. With `?` in front: left out when no member names it. */
  readonly resources?: readonly string[];
  /** Instead, when all of `resources` were left out. Without it, that is an unresolved pair. */
  readonly otherwise?: string;
  /** Condition keys; left out when no member has their value. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Where the request's tags are, as list or map: they become `aws:RequestTag/KEY` and `aws:TagKeys`. */
  readonly tags?: string;
  /** A list or map; the pair repeats over it, and its templates call an element `each`. */
  readonly each?: string;
  /** All must hold: `Tags` (given), `!Tags` (not given), `Publish == true`. */
  readonly when?: readonly string[];
  /** The service that asks in the caller's name (forward access session): `sqs.amazonaws.com`. */
  readonly via?: string;
  /** The pair is on the KMS key of this resource, and asks nothing when it has none. */
  readonly keyOf?: string;
  /** The pair is on the role of this instance profile. */
  readonly roleOf?: string;
}

export interface OperationRow {
  readonly tier: Tier;
  /** Left out where it is POST to `/`. */
  readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
  readonly input?: string;
  readonly pairs: readonly PairRow[];
  /** Of tier `unknown`: what is not known. */
  readonly why?: string;
  /** AWS asks for no permission, and for no signature either where it says `unsigned`. */
  readonly permission?: 'none' | 'unsigned';
}

/** The shapes are botocore's, with the members alone that the rows need; scalars without traits go by their type, `string`. */
export interface ServiceTable {
  readonly client: string;
  /** Of most of its actions. */
  readonly prefix?: string;
  readonly botocore: string;
  readonly source: string;
  readonly sha256: string;
  readonly operations: Readonly<Record<string, OperationRow>>;
  readonly shapes: Readonly<Record<string, ShapeRow>>;
}

export interface ShapeRow {
  readonly type: string;
  readonly members?: Readonly<Record<string, MemberRow>>;
  readonly member?: MemberRow;
  readonly key?: MemberRow;
  readonly value?: MemberRow;
  readonly [trait: string]: unknown;
}

export interface MemberRow {
  readonly shape: string;
  readonly [trait: string]: unknown;
}

/** What tells services apart, for all of them: small enough to be read at once. */
export interface ServiceSummary {
  readonly signingName: string;
  readonly endpointPrefix: string;
  readonly protocols: readonly string[];
  readonly apiVersion: string;
  readonly targetPrefix?: string;
  /** Of CloudTrail: `states.amazonaws.com`. */
  readonly eventSource: string;
  /** Of its actions; none where IAM knows no such service. */
  readonly iamPrefix?: string;
  readonly operations: Readonly<Record<Tier, number>>;
}
