/**
 * The errors of AWS Account Management: one function a wire code or a sentence.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/CommonErrors.html
 *
 * AWS DIFFERS? Codes, statuses and reasons are AWS's. Sentences marked "seen" are quoted in public by users of AWS; the others are not known here.
 */
import { AwsError } from '#kernel/aws-error';

function refusal(
  code: string,
  httpStatus: number,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): AwsError {
  return new AwsError({ code, httpStatus, fault: 'client', members }, message);
}

/** What an organization does not let its accounts do, beside what policies say. All of these were seen. */
export type AccessReason =
  | 'The management account can only be managed using the standalone context from the management account.'
  | 'Your organization must first enable trusted access with AWS Account Management.';

/** `arn` is the caller's. Without a reason: the caller's account manages no other account. Both forms were seen. */
export function accessDenied(arn: string, operation: string, reason?: AccessReason): AwsError {
  const why = reason === undefined ? '' : ` (${reason})`;
  return refusal('AccessDeniedException', 403, `User: ${arn} is not authorized to perform: account:${operation}${why}`);
}

export const notFound = {
  // Seen.
  alternateContact: (): AwsError =>
    refusal('ResourceNotFoundException', 404, 'No contact of the inputted alternate contact type found.'),
  contactInformation: (): AwsError =>
    refusal('ResourceNotFoundException', 404, 'The account has no primary contact information.'),
  govCloudAccount: (): AwsError =>
    refusal('ResourceNotFoundException', 404, 'The account is not linked to an AWS GovCloud (US) account.'),
  emailUpdate: (): AwsError =>
    refusal('ResourceNotFoundException', 404, 'There is no update of the primary email address of this account.'),
  phoneVerification: (): AwsError =>
    refusal('ResourceNotFoundException', 404, 'There is no verification of the phone number of this account.'),
} as const;

/** A member of the request that cannot be meant, by the name that the model gives it. */
export function invalidField(name: string, message: string): AwsError {
  return refusal('ValidationException', 400, message, {
    reason: 'fieldValidationFailed',
    fieldList: [{ name, message }],
  });
}

export const invalidToken = (): AwsError => invalidField('NextToken', 'The next token is not one of this list.');

/** A Region that cannot be switched so. */
export const invalidRegion = {
  // Seen, of a Region that is enabled already.
  status: (): AwsError =>
    refusal('ValidationException', 400, 'Unable to switch region status because of its current opt-in status.', {
      reason: 'invalidRegionOptTarget',
    }),
  unknown: (name: string): AwsError =>
    refusal('ValidationException', 400, `There is no Region ${name}.`, { reason: 'invalidRegionOptTarget' }),
} as const;

export function conflict(message: string): AwsError {
  return refusal('ConflictException', 409, message);
}

export function tooManyRequests(message: string): AwsError {
  return refusal('TooManyRequestsException', 429, message);
}
