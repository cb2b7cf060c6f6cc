import type { AccountId } from '#kernel/ids';
import { type AdminCall, json } from './admin.ts';
import type { StoreReach } from './store-reach.ts';

export interface HealthFacts {
  readonly version: string;
  readonly enforce: string;
  readonly account: AccountId;
  readonly region: string;
  readonly services: readonly string[];
  readonly dev: boolean;
  /** The server's process, where only this machine can ask. */
  readonly pid?: number;
}

/** 200 as soon as requests are served; 503 while they cannot be, with the reason and since when. */
export function health(facts: HealthFacts, store: Pick<StoreReach, 'trouble'>): AdminCall {
  return {
    method: 'GET',
    path: 'health',
    async handle() {
      const trouble = await store.trouble();
      return trouble === undefined
        ? json({ status: 'ok', ...facts })
        : json({ status: 'degraded', ...trouble, ...facts }, 503);
    },
  };
}
