/** What a request asks for, in the words of IAM. */
import type { AttachedPolicy, ContextValue, Layers, ResourcePolicyRule } from '@lockstead/policy';
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import type { RequestContext } from './request-context.ts';

/** One action on one resource. All pairs of a request must pass. Dependent checks such as iam:PassRole are further pairs. */
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
