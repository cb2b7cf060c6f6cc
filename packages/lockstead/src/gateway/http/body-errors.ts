/** What is wrong with a body as a whole, whatever it says. */
import { AwsError } from '#kernel/aws-error';

export function tooLarge(bytesMax: number): AwsError {
  return new AwsError(
    { code: 'RequestEntityTooLarge', httpStatus: 413, fault: 'client' },
    `The request body is larger than ${bytesMax} bytes.`,
  );
}

/** Of a body that streams, in S3's words: no other service takes any that large. */
export function streamTooLarge(bytesMax: number): AwsError {
  return new AwsError(
    { code: 'EntityTooLarge', httpStatus: 400, fault: 'client', members: { MaxSizeAllowed: String(bytesMax) } },
    'Your proposed upload exceeds the maximum allowed size',
  );
}

export function noRoom(): AwsError {
  return new AwsError({ code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' }, 'Rate exceeded');
}

export function cutOff(): AwsError {
  return new AwsError({ code: 'IncompleteBody', httpStatus: 400, fault: 'client' }, 'The request body ended early.');
}

/** A body that was to be read whole and did not come in time. */
export function tooLate(): AwsError {
  return new AwsError(
    { code: 'RequestTimeout', httpStatus: 408, fault: 'client' },
    'The request took too long to arrive.',
  );
}

/** A stream that stands still, in S3's words; SDKs try again. */
export function tooSlow(): AwsError {
  return new AwsError(
    { code: 'RequestTimeout', httpStatus: 400, fault: 'client' },
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  );
}
