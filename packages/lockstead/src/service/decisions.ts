/** What is kept of a decision, so that it can be explained later; the gateway keeps it, the admin calls ask for it. */
import type { ContextValue, Decision, Layer, Layers, Principal, ResourcePolicyRule } from '@lockstead/policy';
import type { ServiceRefusal } from '#kernel/aws-error';
import type { Instant } from '#kernel/clock';
import type { AccountId, RequestId } from '#kernel/ids';
import type { ServiceReason } from '#kernel/service-reason';
import type { Reader } from '#store/port';

export interface KeptPolicy {
  readonly name: string;
  readonly arn?: string;
  readonly via?: string;
  /** SHA-256 of the document's text, hex. */
  readonly document: string;
}

export interface KeptLayer {
  readonly layer: Layer;
  /** The level of an organization that it hangs on. */
  readonly target?: string;
  readonly policies: readonly KeptPolicy[] | 'deleted';
}

export interface KeptJudgement {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly rule?: ResourcePolicyRule;
  /** Why no policy could judge it. */
  readonly notKnown?: string;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly layers: readonly KeptLayer[];
  readonly grants?: Layers['grants'];
  readonly restrictPublicBuckets?: boolean;
  readonly decision: Decision;
  /** What settings of the service had to do with a denial. */
  readonly reasons?: readonly ServiceReason[];
}

/** What the service itself refused, after all policies had been asked or before any was. */
export interface KeptRefusal extends ServiceRefusal {
  readonly principal: Principal;
}

/** What a denial can be known by. */
export type Denied = Pick<KeptJudgement, 'principal' | 'action' | 'resource'>;

export interface DecisionRecord {
  readonly requestId: RequestId;
  readonly at: Instant;
  readonly account: AccountId;
  readonly operation: string;
  readonly allowed: boolean;
  /** True where the request went through although it would have been denied (`--enforce audit`). */
  readonly audited: boolean;
  readonly judged: readonly KeptJudgement[];
  readonly refused?: KeptRefusal;
  /** Members of the request that AWS does not know, and that were ignored. */
  readonly ignored: readonly string[];
  /** Of a denial that was answered: its sentence, in the words of its service. */
  readonly said?: string;
}

export interface FoundDecision extends DecisionRecord {
  /** The text of each document named, by hash. */
  readonly documents: ReadonlyMap<string, string>;
}

export interface DecisionFinder {
  /** `undefined` once it is too old, or was never there. */
  find(reader: Reader, requestId: RequestId): Promise<FoundDecision | undefined>;
  /** The newest denial that fits; among the newest 1,000. */
  findDenial(reader: Reader, fits: (denied: Denied) => boolean): Promise<FoundDecision | undefined>;
  /**
   * All that is kept of the decisions about some principals: denials, the newest first, then what was allowed. Others have their turn between two
   * pieces, and nothing is made of a decision before `fits` was asked about its principal.
   */
  kept(reader: Reader, of: KeptOf): AsyncIterable<FoundDecision>;
}

export interface KeptOf {
  fits(principal: Principal): boolean;
  /** Decisions before it are left out. */
  readonly since?: Instant;
}
