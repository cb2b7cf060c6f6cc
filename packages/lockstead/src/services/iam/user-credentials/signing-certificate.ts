/**
 * X.509 certificates that users sign with.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
 */
import { X509Certificate } from 'node:crypto';
import { MalformedCertificate } from '../errors.ts';
import type { SigningCertificateRecord } from './state.ts';

/** Throws where the text is not one certificate in PEM. */
export function parseCertificate(body: string): Pick<SigningCertificateRecord, 'body' | 'fingerprint'> {
  if (!/^-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----$/.test(body.trim())) {
    throw new MalformedCertificate();
  }
  try {
    return { body, fingerprint: new X509Certificate(body).fingerprint256 };
  } catch {
    throw new MalformedCertificate();
  }
}
