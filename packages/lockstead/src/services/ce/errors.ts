/**
 * The errors of Cost Explorer: one function a wire code.
 * AWS: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/CommonErrors.html
 *
 * AWS DIFFERS? Codes are AWS's. Sentences are ours.
 */
import { AwsError } from '#kernel/aws-error';

function refusal(code: string, message: string): AwsError {
  return new AwsError({ code, httpStatus: 400, fault: 'client' }, message);
}

export const invalid = (message: string): AwsError => refusal('ValidationException', message);
export const dataUnavailable = (message: string): AwsError => refusal('DataUnavailableException', message);
export const limitExceeded = (message: string): AwsError => refusal('LimitExceededException', message);
export const invalidToken = (): AwsError =>
  refusal('InvalidNextTokenException', 'The next page token is not one of this request.');
export const noBillingView = (): AwsError => refusal('ResourceNotFoundException', 'There is no such billing view.');
