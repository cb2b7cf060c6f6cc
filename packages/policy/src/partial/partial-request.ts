/** A request of which not everything is known: one that was recorded, say. */
import type { RequestContext } from '../request.ts';

/**
 * - `known`: `get` tells the truth, also where it says that the key is absent.
 * - `partly`: the key has at least the values of `get`, and may have more.
 * - `unknown`: it may be absent, or have any value.
 */
export type Certainty = 'known' | 'partly' | 'unknown';

/** The condition keys of a request, and of each whether it is known. */
export interface PartialContext extends RequestContext {
  /** `key` as `get` takes it: lower case, but for what follows a slash. */
  certainty(key: string): Certainty;
}

/** One resource that it could be. Not `exact`: each `*` in the text stands for text that is not known. */
export interface ResourceShape {
  readonly text: string;
  readonly exact: boolean;
}

/** A request as a record tells it: the resource and some condition keys may be open. */
export interface PartialRequest {
  /** `s3:GetObject`. */
  readonly action: string;
  /** At least one; the request's resource is one of these, and it is not known which. */
  readonly resources: readonly ResourceShape[];
  /** What to call an answer that depends on the resource: `the resource`, `the path of role app`. */
  readonly openResource?: string;
  readonly context: PartialContext;
}
