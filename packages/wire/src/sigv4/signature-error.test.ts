import { expect, test } from 'vitest';
import {
  expiredToken,
  incompleteSignature,
  invalidClientTokenId,
  missingAuthenticationToken,
  type SignatureDialect,
  type SignatureError,
  signatureDoesNotMatch,
  speakSignatureError,
} from './signature-error.ts';

const mismatch = signatureDoesNotMatch('no');
const incomplete = incompleteSignature('what');

test.each<[SignatureError, SignatureDialect, string, number]>([
  [missingAuthenticationToken, 'awsQuery', 'MissingAuthenticationToken', 403],
  [missingAuthenticationToken, 'awsJson1_1', 'MissingAuthenticationTokenException', 400],
  [missingAuthenticationToken, 'restJson1', 'MissingAuthenticationTokenException', 403],
  [missingAuthenticationToken, 's3', 'AccessDenied', 403],
  [invalidClientTokenId, 'awsQuery', 'InvalidClientTokenId', 403],
  [invalidClientTokenId, 'awsJson1_0', 'UnrecognizedClientException', 400],
  [invalidClientTokenId, 'rpcv2Cbor', 'UnrecognizedClientException', 400],
  [invalidClientTokenId, 'restJson1', 'UnrecognizedClientException', 403],
  [invalidClientTokenId, 'restXml', 'InvalidClientTokenId', 403],
  [invalidClientTokenId, 'ec2Query', 'AuthFailure', 401],
  [invalidClientTokenId, 's3', 'InvalidAccessKeyId', 403],
  [expiredToken, 'awsQuery', 'ExpiredToken', 403],
  [expiredToken, 'awsJson1_1', 'ExpiredTokenException', 400],
  [expiredToken, 's3', 'ExpiredToken', 400],
  [mismatch, 'awsQuery', 'SignatureDoesNotMatch', 403],
  [mismatch, 'awsJson1_1', 'InvalidSignatureException', 400],
  [mismatch, 'restJson1', 'InvalidSignatureException', 403],
  [mismatch, 'ec2Query', 'AuthFailure', 401],
  [mismatch, 's3', 'SignatureDoesNotMatch', 403],
  [incomplete, 'awsQuery', 'IncompleteSignature', 400],
  [incomplete, 'awsJson1_1', 'IncompleteSignatureException', 400],
])('%o in %s is %s, %i', (error, dialect, code, httpStatus) => {
  expect(speakSignatureError(error, dialect)).toMatchObject({ code, httpStatus });
});

test('further members go along', () => {
  const error: SignatureError = { code: 'RequestTimeTooSkewed', message: 'm', members: { ServerTime: 't' } };
  expect(speakSignatureError(error, 's3')).toEqual({
    code: 'RequestTimeTooSkewed',
    httpStatus: 403,
    message: 'm',
    members: { ServerTime: 't' },
  });
});
