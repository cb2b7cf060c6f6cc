/**
 * Thumbprints: whether a server is the issuer's, where no authority that is known here has signed its certificate.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Instant } from '#kernel/clock';

const chainLengthMax = 8;

/**
 * Whether the certificate is for `host`, is valid now, and is one of `thumbprints` or is signed by one, through a chain of which each
 * signature is verified: whoever shows a certificate of somebody else's beside an own one gains nothing.
 */
export function isPinned(
  leaf: X509Certificate | undefined,
  host: string,
  thumbprints: readonly string[],
  now: Instant,
): boolean {
  if (leaf === undefined || thumbprints.length === 0) return false;
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (named === undefined) return false;
  let certificate = leaf;
  for (let depth = 0; depth < chainLengthMax; depth++) {
    if (!isValidAt(certificate, now)) return false;
    if (thumbprints.includes(certificate.fingerprint.replaceAll(':', '').toLowerCase())) return true;
    const issuer = certificate.issuerCertificate;
    if (issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256) return false;
    if (!issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false;
    certificate = issuer;
  }
  return false;
}

function isValidAt({ validFrom, validTo }: X509Certificate, now: Instant): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}
