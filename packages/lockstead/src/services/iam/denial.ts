/** How IAM words its denials. */
import { invalidClientTokenId } from '@lockstead/wire';
import type { Denial, DenialWords } from '#service/denial';

/** Credentials of GetSessionToken and GetFederationToken, where they do not count, are none that IAM knows. */
export function iamDenial({ decision, usual }: Denial): DenialWords {
  if (decision.kind === 'implicit' && decision.rule === 'sessionToken') {
    const { code, message } = invalidClientTokenId;
    return { code, httpStatus: 403, message };
  }
  return usual;
}
