/** What `npm run new` puts into an operation and its authorization until somebody writes them. */
import { AwsError } from '#kernel/aws-error';

/**
 * `NotImplemented` by name, in the gateway's own sentence for operations that are not listed at all: nobody is told that a stub is there.
 * `npm run check` refuses every file that uses this (definitions.test.ts), so that no stub is taken for an operation that is done.
 */
export function notWritten(service: string, operation: string): AwsError {
  return new AwsError(
    { code: 'NotImplemented', httpStatus: 501, fault: 'server' },
    `Lockstead does not implement ${service}:${operation}`,
  );
}
