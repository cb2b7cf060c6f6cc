/** What a principal did, as far as its permissions are concerned: one action on one resource, and what else decides about it. */

/** As `GET /_lockstead/least?principal=…` answers it. */
export interface LeastUse {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resources. Empty: further resources, of which only the number is kept. */
  readonly resource: string;
  /** How often a request that asked for it was allowed, and how often denied. */
  readonly allowed: number;
  readonly denied: number;
  /** The condition key that a policy states for this action, and its values; an empty one stands for requests that had none. */
  readonly stated?: StatedKey;
  /** It is allowed though no identity policy allows it: by what. */
  readonly without?: string;
  /** It is denied though an identity policy allows it: by what. */
  readonly blocked?: Blocked;
}

export interface StatedKey {
  readonly key: string;
  readonly values: readonly string[];
}

export interface Blocked {
  /** The layer of policies: `permissionsBoundary`. */
  readonly layer: string;
  /** False: the layer only fails to allow. */
  readonly explicit: boolean;
  /** Whose statement denies, where one does. */
  readonly policy?: string;
}

/**
 * Whether an identity policy must allow it all the same. A resource of another account needs both sides; every other block makes a permission
 * useless.
 */
export function isWorthAllowing({ without, blocked }: LeastUse): boolean {
  return without === undefined && (blocked === undefined || (blocked.layer === 'resource' && !blocked.explicit));
}
