/** What a request asks for, in the words of IAM. */
import type { AttachedPolicy, ContextValue, Layers, ResourcePolicyRule } from '@lockstead/policy';
import type { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import type { ServiceReason } from '#kernel/service-reason';
import type { Reader } from '#store/port';
import type { RequestContext } from './request-context.ts';

/**
 * One action on one resource. All pairs of a request must pass, but for those that the operation sees for itself (`seenAs`). Dependent checks
 * such as iam:PassRole are further pairs.
 */
export interface AccessPair {
  /** `iam:CreateUser`, in AWS's capitals. */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** The account that owns the resource: its guardrails and its side of a cross-account call count. */
  readonly owner: AccountId;
  /** Service-specific condition keys (`iam:PolicyARN`), request and resource tags. Global keys come from the gateway. */
  readonly context?: Readonly<Record<string, ContextValue | undefined>>;
  readonly resourcePolicy?: AttachedPolicy;
  readonly resourcePolicyRule?: ResourcePolicyRule;
  readonly grants?: Layers['grants'];
  /** Of S3: RestrictPublicBuckets binds the bucket. While its policy is public, it lets in services and the owner's account alone. */
  readonly restrictPublicBuckets?: true;
  /** What settings of the service have to do with it, where they may be why it is denied: for `lockstead why`. No decision stands on it. */
  readonly reasons?: readonly ServiceReason[];
  /**
   * The services through which this is asked for with the caller's own credentials (a forward access session), the first of them first:
   * `['dynamodb.amazonaws.com']` where a table's key is needed. They are `aws:CalledVia`, and make `aws:ViaAWSService` true.
   */
  readonly calledVia?: readonly string[];
  /**
   * Present where the request does not tell what it asks for, and says why: `no member names the repository`. No policy can judge such a pair.
   * It is denied to everybody, the root user too, and the reason stands in the answer and in the decision's trace. `resource` is not looked at.
   */
  readonly notKnown?: string;
  /**
   * Absent: the pair must pass, or the request is denied. Otherwise a denial of it stops nothing, and the operation asks by this name what came
   * of it. S3 answers 404 or 403 for an object that is not there by whether the caller may list, and DeleteObjects denies key by key inside a
   * success. Unique among the pairs of a request.
   */
  readonly seenAs?: string;
}

/** What came of the pairs that stop nothing. Whichever the operation asks for stands in the decision's trace. */
export interface PairOutcomes {
  /**
   * Undefined where the pair of this name was allowed, or where nothing is enforced; else its denial in the service's words, to be thrown or
   * listed. A name that no pair has is a mistake, and fails the request.
   */
  denialOf(seenAs: string): AwsError | undefined;
  /**
   * For what an answer tells only to whoever may see it: false where the pair was denied, and where there is none of this name. What is left out of an
   * answer is no denial, so nothing is kept of it.
   */
  allows(seenAs: string): boolean;
}

/**
 * Reads what it needs to name the pairs (tags, owners, the role to be assumed); an empty list needs no permission at all.
 * A resource that does not exist is named all the same: whoever may not see it must not learn that from the answer.
 */
export type Authorize<Input> = (
  input: Input,
  reader: Reader,
  context: RequestContext,
) => Promise<readonly AccessPair[]>;

/** An action on one resource, as somebody asks whether it would be allowed. */
export interface AskedAction {
  readonly action: string;
  readonly resource: string;
}

/** The pair as the service's operations make it, of what is known without a request. `undefined`: the resource is not here. */
export type PairFor = (asked: AskedAction, reader: Reader, context: RequestContext) => Promise<AccessPair | undefined>;
