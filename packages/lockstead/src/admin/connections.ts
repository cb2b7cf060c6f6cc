import { type AdminCall, json } from './admin.ts';

/** Who holds how many of something, the most first. */
interface Holder {
  readonly name: string;
  readonly connections: number;
}

export interface ConnectionCensus {
  readonly open: number;
  readonly authenticated: number;
  readonly unauthenticated: number;
  /** At most ten of each. */
  readonly addresses: readonly Holder[];
  readonly principals: readonly Holder[];
}

/** Who holds the connections now: addresses, and the principals who signed the last request on theirs. */
export function connections(census: () => ConnectionCensus): AdminCall {
  return { method: 'GET', path: 'connections', action: 'GetMetrics', handle: async () => json(census()) };
}
