import { type AdminCall, json } from './admin.ts';

export interface HealthFacts {
  readonly version: string;
  readonly enforce: string;
  readonly account: string;
  readonly region: string;
  readonly services: readonly string[];
  readonly dev: boolean;
}

/** 200 as soon as requests are served; 503 while they cannot be, because the store is away. */
export function health(facts: HealthFacts, store: { isReached(): Promise<boolean> }): AdminCall {
  return {
    method: 'GET',
    path: 'health',
    handle: async () =>
      (await store.isReached())
        ? json({ status: 'ok', ...facts })
        : json({ status: 'degraded', reason: 'The store cannot be reached.', ...facts }, 503),
  };
}
