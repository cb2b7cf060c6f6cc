/** How STS words its denials. */
import type { Denial, DenialWords } from '#service/denial';

/**
 * Credentials of GetSessionToken and GetFederationToken, where they do not count.
 * AWS DIFFERS? Its sentence is seen for GetSessionToken and GetFederationToken; for STS's other operations it is taken over from those.
 */
export function stsDenial({ operation, decision, usual }: Denial): DenialWords {
  if (decision.kind === 'implicit' && decision.rule === 'sessionToken') {
    return { ...usual, message: `Cannot call ${operation} with session credentials` };
  }
  return usual;
}
