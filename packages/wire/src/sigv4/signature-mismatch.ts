/** The sentence of a signature that does not match. */
import type { SignatureDialect } from './signature-error.ts';

/** The body's last hope is the reader: AWS points at the secret first, because it is that nearly always. */
export function signatureMismatchMessage(dialect: SignatureDialect): string {
  const start = 'The request signature we calculated does not match the signature you provided.';
  return dialect === 's3'
    ? `${start} Check your key and signing method.`
    : `${start} Check your AWS Secret Access Key and signing method. Consult the service documentation for details.`;
}
