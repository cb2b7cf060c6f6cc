/**
 * How a denial is worded. Most services leave it to their protocol family: its code and status, and the sentence of the policy engine. IAM names
 * some resources by kind and name, S3, KMS, EC2 and SQS have words of their own.
 */
import type { Decision, Request } from '@lockstead/policy';
import type { AccessPair } from './authorization.ts';
import type { Membership } from './ports.ts';
import type { RequestContext } from './request-context.ts';

/** What was judged, and who is to be told of it. */
export interface Denial {
  readonly operation: string;
  /** As decoded; what an operation's members are is told by its name. */
  readonly input: object;
  readonly context: RequestContext;
  /** The pair that was denied, and the request that the policy engine made of it. */
  readonly pair: AccessPair;
  readonly request: Request;
  readonly decision: Extract<Decision, { readonly effect: 'deny' }>;
  /** The caller's and the resource owner's places in an organization: a policy of somebody else's is not named to a stranger. */
  readonly membership: Membership | undefined;
  readonly resourceMembership: Membership | undefined;
  /** What the protocol family answers: the words to start from. */
  readonly usual: DenialWords;
}

export interface DenialWords {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
  /** Further members of the error, as the service's model has them. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Pure: the same denial has the same words in the answer, in its event, and in the outcome of an optional pair. */
export type WordDenial = (denial: Denial) => DenialWords;
