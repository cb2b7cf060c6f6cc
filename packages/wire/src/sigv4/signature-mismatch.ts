/**
 * What is answered to a signature that does not match.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (SignatureDoesNotMatch)
 */
import { isS3Family, type SignatureClaim } from './signature-claim.ts';
import { type SignatureError, signatureDoesNotMatch } from './signature-error.ts';

const start = 'The request signature we calculated does not match the signature you provided.';

/** AWS points at the secret first, because it is that nearly always. */
export const signatureMismatchMessage: string = `${start} Check your AWS Secret Access Key and signing method. Consult the service documentation for details.`;

/**
 * S3 shows what it computed, so that a signer can be put right; the others only say that it does not match. A form has no canonical request: the
 * string to sign is its policy.
 */
export function signatureMismatch(
  claim: SignatureClaim,
  computed: { readonly canonicalRequest?: string; readonly stringToSign: string },
): SignatureError {
  if (!isS3Family(claim.service)) return signatureDoesNotMatch(signatureMismatchMessage);
  const { canonicalRequest, stringToSign } = computed;
  return {
    code: 'SignatureDoesNotMatch',
    message: `${start} Check your key and signing method.`,
    members: {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: claim.signature,
      StringToSignBytes: spacedHex(stringToSign),
      ...(canonicalRequest === undefined
        ? {}
        : { CanonicalRequest: canonicalRequest, CanonicalRequestBytes: spacedHex(canonicalRequest) }),
    },
  };
}

function spacedHex(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('hex')
    .replace(/..(?!$)/g, '$& ');
}
