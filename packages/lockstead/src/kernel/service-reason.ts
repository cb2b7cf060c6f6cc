/**
 * Why a service refused although no policy did, or what a setting of its own had to do with a denial: for whoever operates the installation, not for
 * the caller. `lockstead why` tells it.
 */
export interface ServiceReason {
  /** By its name at AWS: `RestrictPublicBuckets of S3 Block Public Access`. */
  readonly rule: string;
  /** Where it is set, each place by what it is: `bucket pictures`, `account 111122223333`. */
  readonly at: readonly string[];
  /** What it found in this request, in a sentence. */
  readonly what: string;
  /** What would let the request through, each a way of its own. */
  readonly change: readonly string[];
  /** What that would let through beside it. */
  readonly alsoOpens: readonly string[];
}
