import { type AdminCall, json } from './admin.ts';

export interface HealthFacts {
  readonly version: string;
  readonly enforce: string;
  readonly account: string;
  readonly region: string;
  readonly services: readonly string[];
  readonly dev: boolean;
}

/** 200 as soon as requests are served. */
export function health(facts: HealthFacts): AdminCall {
  return { method: 'GET', path: 'health', handle: async () => json({ status: 'ok', ...facts }) };
}
