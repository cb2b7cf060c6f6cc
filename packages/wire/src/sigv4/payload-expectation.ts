/**
 * What `x-amz-content-sha256` promises about a body, and whether the body kept it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { isS3Family, type PayloadExpectation, type SignatureAlgorithm, type SignatureMode } from './signature-claim.ts';
import { type SignatureError, signatureDoesNotMatch } from './signature-error.ts';
import { signatureMismatchMessage } from './signature-mismatch.ts';

const lowerHex = /^[0-9a-f]{64}$/;

const streamingKinds: Readonly<
  Record<string, Omit<Extract<PayloadExpectation, { kind: 'streaming' }>, 'kind' | 'value'>>
> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': streaming(false, true),
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': streaming(true, false),
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': streaming(true, true),
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD': streaming(true, false, 'AWS4-ECDSA-P256-SHA256'),
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER': streaming(true, true, 'AWS4-ECDSA-P256-SHA256'),
};

function streaming(
  signed: boolean,
  trailer: boolean,
  algorithm: SignatureAlgorithm = 'AWS4-HMAC-SHA256',
): { readonly signed: boolean; readonly trailer: boolean; readonly algorithm: SignatureAlgorithm } {
  return { signed, trailer, algorithm };
}

/**
 * Reads the header's value. Services other than S3 hash the body themselves: there a claimed hash saves waiting for the
 * body, and anything but a hash cannot match.
 *
 * AWS DIFFERS? Some services take `UNSIGNED-PAYLOAD` for single operations over HTTPS; here it is S3's alone, because
 * a body nobody vouches for is the wrong default.
 */
export function payloadExpectation(
  service: string,
  mode: SignatureMode,
  value: string | undefined,
): PayloadExpectation | SignatureError {
  if (value !== undefined && lowerHex.test(value)) return { kind: 'sha256', hex: value };
  if (!isS3Family(service)) {
    return value === undefined ? { kind: 'wholeBody' } : signatureDoesNotMatch(signatureMismatchMessage);
  }
  if (value === undefined) {
    return mode !== 'header'
      ? { kind: 'unsigned' }
      : { code: 'InvalidRequest', message: 'Missing required header for this request: x-amz-content-sha256' };
  }
  if (value === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' };
  const kind = Object.hasOwn(streamingKinds, value) ? streamingKinds[value] : undefined;
  if (kind !== undefined) return { kind: 'streaming', value, ...kind };
  return {
    code: 'InvalidArgument',
    message: `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${Object.keys(streamingKinds).join(', ')} or a valid sha256 value.`,
    members: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value },
  };
}

/**
 * The verdict on a body that has been read whole, given its SHA-256 in lower-case hex.
 * Undefined: it is what was signed, or no hash was claimed.
 */
export function checkPayload(
  service: string,
  expectation: PayloadExpectation,
  bodySha256: string,
): SignatureError | undefined {
  if (expectation.kind !== 'sha256' || expectation.hex === bodySha256) return undefined;
  if (!isS3Family(service)) return signatureDoesNotMatch(signatureMismatchMessage);
  return {
    code: 'XAmzContentSHA256Mismatch',
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    members: { ClientComputedContentSHA256: expectation.hex, S3ComputedContentSHA256: bodySha256 },
  };
}
