/** How STS words its denials. */
import type { Denial, DenialWords } from '#service/denial';
import { AccessDenied } from './errors.ts';

const becauseAt = ' because ';

/**
 * Credentials of GetSessionToken and GetFederationToken, where they do not count, are told so. What no policy allows is told without a reason:
 * in all dated events of AssumeRole and GetFederationToken the sentence ends after the resource.
 * AWS DIFFERS? The first sentence is seen for GetSessionToken and GetFederationToken; for STS's other operations it is taken over from those. AWS's
 * guide shows a reason for AssumeRole ("because no role trust policy allows"), which no event has; that of an explicit deny is the guide's.
 */
export function stsDenial({ operation, decision, usual }: Denial): DenialWords {
  // AWS's guide: the answer names this action also where sts:TagSession or sts:SetSourceIdentity is what the trust policy does not allow.
  if (operation === 'AssumeRoleWithSAML') return { ...usual, message: AccessDenied.saml().message };
  if (decision.kind !== 'implicit') return usual;
  if (decision.rule === 'sessionToken') {
    return { ...usual, message: `Cannot call ${operation} with session credentials` };
  }
  const at = usual.message.lastIndexOf(becauseAt);
  return at < 0 ? usual : { ...usual, message: usual.message.slice(0, at) };
}
