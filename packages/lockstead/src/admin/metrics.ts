import type { AdminCall } from './admin.ts';

export function metrics(text: () => string): AdminCall {
  return {
    method: 'GET',
    path: 'metrics',
    action: 'GetMetrics',
    handle: async () => ({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: text() }),
  };
}
