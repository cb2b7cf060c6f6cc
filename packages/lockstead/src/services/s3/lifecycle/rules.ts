/** What a bucket keeps of its lifecycle. */
import type { Instant } from '#kernel/clock';
import type { Tag } from '#service/session';

export interface LifecycleFilter {
  readonly prefix?: string;
  readonly tags?: readonly Tag[];
  /** In bytes; what is as large or as small is not meant. */
  readonly largerThan?: number;
  readonly smallerThan?: number;
}

/** From a midnight on (UTC), or so many days after something. */
export type LifecycleMoment = { readonly days: number } | { readonly date: Instant };

export type Transition = LifecycleMoment & { readonly storageClass: string };

/** Of a version that is not current any more: `days` after that, where more than `keep` newer ones are not current either. */
export interface NoncurrentMoment {
  readonly days: number;
  readonly keep?: number;
}

export interface LifecycleRule {
  readonly id: string;
  readonly isEnabled: boolean;
  /** How the filter was sent, and is answered: `Prefix` of the rule itself, one condition, or several under `And`. */
  readonly form: 'prefix' | 'one' | 'and';
  readonly filter: LifecycleFilter;
  readonly expiration?: LifecycleMoment;
  /** Whether delete markers go that have no versions behind them; absent where the rule does not say. */
  readonly removesMarkers?: boolean;
  readonly transitions: readonly Transition[];
  readonly noncurrentExpiration?: NoncurrentMoment;
  readonly noncurrentTransitions: readonly (NoncurrentMoment & { readonly storageClass: string })[];
  /** After so many days an upload in parts that was not completed is aborted. */
  readonly abortDays?: number;
}

export type SmallObjects = 'all_storage_classes_128K' | 'varies_by_storage_class';

export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  /** Which small objects keep their storage class, where the rule does not say a size. */
  readonly smallObjects: SmallObjects;
}
