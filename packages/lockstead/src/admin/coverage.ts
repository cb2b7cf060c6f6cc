/** What is done, refused (and why) and not done yet, computed from the registries. */
import { type AdminCall, json } from './admin.ts';

export type OperationCoverage = 'done' | 'notImplemented' | { readonly refused: string };
export type Coverage = Readonly<Record<string, { readonly operations: Readonly<Record<string, OperationCoverage>> }>>;

export function coverage(compute: () => Promise<Coverage>): AdminCall {
  return {
    method: 'GET',
    path: 'coverage',
    action: 'GetCoverage',
    handle: async () => json({ services: await compute() }),
  };
}
