/**
 * What AWS answers when a request is not authentic. One table: the sentence is the same everywhere, code and status
 * depend on the family of services that answers.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
import type { ProtocolName } from '../types.ts';

/** The codes in the words of the query protocol and of S3, which this room speaks inside. */
export type SignatureErrorCode =
  | 'IncompleteSignature'
  | 'MissingAuthenticationToken'
  | 'InvalidClientTokenId'
  | 'ExpiredToken'
  | 'SignatureDoesNotMatch'
  | 'AccessDenied'
  | 'AuthorizationHeaderMalformed'
  | 'AuthorizationQueryParametersError'
  | 'EntityTooLarge'
  | 'EntityTooSmall'
  | 'BadDigest'
  | 'IncompleteBody'
  | 'InvalidAccessKeyId'
  | 'InvalidArgument'
  | 'InvalidChunkSizeError'
  | 'InvalidDigest'
  | 'InvalidPolicyDocument'
  | 'InvalidRequest'
  | 'InvalidToken'
  | 'MalformedPOSTRequest'
  | 'MalformedTrailerError'
  | 'MalformedXML'
  | 'MaxPostPreDataLengthExceeded'
  | 'MissingContentLength'
  | 'PreconditionFailed'
  | 'RequestTimeTooSkewed'
  | 'XAmzContentSHA256Mismatch';

/** `members` are further elements of the error document, S3's `ServerTime` for instance. */
export interface SignatureError {
  readonly code: SignatureErrorCode;
  readonly message: string;
  readonly members?: Readonly<Record<string, string>>;
}

/** Every region of AWS since 2014 refuses signature version 2 in these words. */
export const signatureVersion2: SignatureError = {
  code: 'InvalidRequest',
  message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
};

/** Who answers: one of the protocols, or S3, which has codes of its own over restXml. */
export type SignatureDialect = ProtocolName | 's3';

/** The error as one family of services puts it on the wire. */
export interface SpokenSignatureError {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
  readonly members?: Readonly<Record<string, string>>;
}

const statusOfCode: Readonly<Record<SignatureErrorCode, number>> = {
  IncompleteSignature: 400,
  MissingAuthenticationToken: 403,
  InvalidClientTokenId: 403,
  ExpiredToken: 403,
  SignatureDoesNotMatch: 403,
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  BadDigest: 400,
  IncompleteBody: 400,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidChunkSizeError: 403,
  InvalidDigest: 400,
  InvalidPolicyDocument: 400,
  InvalidRequest: 400,
  InvalidToken: 400,
  MalformedPOSTRequest: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MaxPostPreDataLengthExceeded: 400,
  MissingContentLength: 411,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  XAmzContentSHA256Mismatch: 400,
};

const jsonCodes: Readonly<Partial<Record<SignatureErrorCode, string>>> = {
  IncompleteSignature: 'IncompleteSignatureException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  AccessDenied: 'AccessDeniedException',
};

/** awsJson services answer every one of these with 400; services that speak restJson1 keep 403. */
const jsonDialects: ReadonlySet<SignatureDialect> = new Set(['awsJson1_0', 'awsJson1_1', 'rpcv2Cbor']);

/** Code and status in the words of whoever answers. */
export function speakSignatureError(error: SignatureError, dialect: SignatureDialect): SpokenSignatureError {
  const members = error.members === undefined ? {} : { members: error.members };
  const spoken = { message: error.message, httpStatus: statusOfCode[error.code], ...members };
  if (jsonDialects.has(dialect)) return { ...spoken, code: jsonCodes[error.code] ?? error.code, httpStatus: 400 };
  if (dialect === 'restJson1') return { ...spoken, code: jsonCodes[error.code] ?? error.code };
  if (dialect === 's3') return speakS3(error, spoken);
  if (dialect === 'ec2Query' && (error.code === 'InvalidClientTokenId' || error.code === 'SignatureDoesNotMatch')) {
    return { ...spoken, code: 'AuthFailure', httpStatus: 401, message: ec2Sentence(error) };
  }
  return { ...spoken, code: error.code };
}

function speakS3(error: SignatureError, spoken: Omit<SpokenSignatureError, 'code'>): SpokenSignatureError {
  if (error.code === 'InvalidClientTokenId') {
    return {
      ...spoken,
      code: 'InvalidAccessKeyId',
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    };
  }
  if (error.code === 'ExpiredToken') {
    return { ...spoken, code: 'ExpiredToken', httpStatus: 400, message: 'The provided token has expired.' };
  }
  if (error.code === 'MissingAuthenticationToken') {
    return { ...spoken, code: 'AccessDenied', message: 'Access Denied' };
  }
  return { ...spoken, code: error.code };
}

function ec2Sentence(error: SignatureError): string {
  return error.code === 'InvalidClientTokenId'
    ? 'AWS was not able to validate the provided access credentials'
    : error.message;
}

/** No signature at all, where one is required. */
export const missingAuthenticationToken: SignatureError = {
  code: 'MissingAuthenticationToken',
  message: 'Request is missing Authentication Token',
};

/** The access key, or the session token that comes with it, is not known. */
export const invalidClientTokenId: SignatureError = {
  code: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
};

/** The session behind the token has ended. */
export const expiredToken: SignatureError = {
  code: 'ExpiredToken',
  message: 'The security token included in the request is expired',
};

/** A part of the signature is missing or cannot be read. */
export function incompleteSignature(message: string): SignatureError {
  return { code: 'IncompleteSignature', message };
}

/** The signature is another one than the server computes. */
export function signatureDoesNotMatch(message: string): SignatureError {
  return { code: 'SignatureDoesNotMatch', message };
}
