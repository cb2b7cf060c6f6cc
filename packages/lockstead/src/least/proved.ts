/** What came of deciding again all that was recorded, under the policies that are offered. */

export interface Denied {
  readonly action: string;
  readonly resource: string;
  /** The layer that denies, or fails to allow. */
  readonly layer: string;
  readonly explicit: boolean;
  readonly requestId?: string;
  readonly at?: string;
}

export interface Proved {
  /** What was decided again, and how much of it passes. */
  readonly decided: number;
  readonly allowed: number;
  /** The first of the others. */
  readonly denied: readonly Denied[];
  /** Of which nothing can be said: resources that are not kept by name, policies that are not kept any more. */
  readonly open: number;
}
