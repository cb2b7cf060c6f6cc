/**
 * What S3 answers when it says no. Its codes are bare strings, of which the model knows few; the details beside the message are its own.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { AwsError, type AwsErrorShape } from '#kernel/aws-error';

type Details = Pick<AwsErrorShape, 'members' | 'headers' | 'refusal'>;

export class S3Error extends AwsError {
  constructor(code: string, httpStatus: number, message: string, details: Details = {}) {
    super({ code, httpStatus, fault: httpStatus < 500 ? 'client' : 'server', ...details }, message);
  }
}

export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { members: { BucketName: bucket } });
}

export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): S3Error {
  return new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { members: { Key: key }, headers });
}

export function noSuchVersion(key: string, versionId: string): S3Error {
  return new S3Error('NoSuchVersion', 404, 'The specified version does not exist.', {
    members: { Key: key, VersionId: versionId },
  });
}

export function accessDenied(message: string = 'Access Denied', details: Details = {}): S3Error {
  return new S3Error('AccessDenied', 403, message, details);
}

/** Without `value` where the argument is missing. */
export function invalidArgument(message: string, name: string, value?: string): S3Error {
  const members = { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) };
  return new S3Error('InvalidArgument', 400, message, { members });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', 400, message);
}

export function malformedXml(): S3Error {
  return new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/** `condition`: the header that did not hold, in S3's spelling: `If-Match`. */
export function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    members: { Condition: condition },
  });
}

/** A header that S3 knows and does not take here. */
export function headerNotImplemented(header: string, more?: string): S3Error {
  return new S3Error('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', {
    members: { Header: header, ...(more === undefined ? {} : { additionalMessage: more }) },
  });
}

export function methodNotAllowed(
  resourceType: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): S3Error {
  return new S3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    members: { Method: method, ResourceType: resourceType },
    headers,
  });
}
