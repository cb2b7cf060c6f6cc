/** What AWS calls a caller in its messages. */
import type { Principal } from '../request.ts';

/** The caller's ARN; of a service its principal, of a token its provider, else `anonymous`. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    default:
      return principal.arn;
  }
}
