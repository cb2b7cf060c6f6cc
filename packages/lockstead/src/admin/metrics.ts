import type { Secret } from '#kernel/secret';
import type { AdminCall } from './admin.ts';

export function metrics(text: () => string): AdminCall {
  return {
    method: 'GET',
    path: 'metrics',
    action: 'GetMetrics',
    handle: async () => ({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: text() }),
  };
}

/** Prometheus cannot sign a request. It sends a token that it reads from a file. https://datatracker.ietf.org/doc/html/rfc6750#section-2.1 */
export function showsToken(headers: { readonly authorization?: string | undefined }, token: Secret): boolean {
  const { authorization = '' } = headers;
  const [, shown] = /^bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  return shown !== undefined && token.equals(shown);
}
