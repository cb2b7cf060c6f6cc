/** Certificates as they stand in XML: base64 of DER, often in lines. */
import { X509Certificate } from 'node:crypto';

/** Those with smaller keys are refused by AWS. */
export const certificateKeyBitsMin = 1024;

/** The bytes of an RSA certificate in base64 without white space; `undefined` for anything else. */
export function rsaCertificate(text: string): string | undefined {
  const base64 = text.replaceAll(/[ \t\r\n]/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    const { publicKey } = new X509Certificate(Buffer.from(base64, 'base64'));
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    return publicKey.asymmetricKeyType === 'rsa' && bits >= certificateKeyBitsMin ? base64 : undefined;
  } catch {
    return undefined;
  }
}
